import { Text, type TextProps } from 'ink'

type Props = Omit<TextProps, 'color'> & { readonly tint: string | undefined }

/** Text in a colour of the theme, or in the terminal's own where the theme has none. */
export function Tinted({ tint, ...props }: Props) {
  return tint === undefined ? <Text {...props} /> : <Text {...props} color={tint} />
}
