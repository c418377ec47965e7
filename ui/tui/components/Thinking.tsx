import { Text, useAnimation } from 'ink'
import { useLook } from './look.ts'
import { Tinted } from './Tinted.tsx'

/** Slow enough to be calm: one breath takes four of these. */
const breathMs = 1000

type Props = { readonly name: string; readonly aura: string | undefined; readonly ahead: number }

/** Someone is thinking; with the place in the queue where there is one. */
export function Thinking({ name, aura, ahead }: Props) {
  const look = useLook()
  const { frame } = useAnimation({ interval: breathMs })
  const queue = ahead > 0 ? ` · ${ahead} ahead of you` : ''
  return (
    <Text>
      <Tinted tint={aura} dimColor={frame % 4 >= 2}>
        {'  ● '}
      </Tinted>
      <Tinted tint={look.muted}>{`${name} is thinking${queue}`}</Tinted>
    </Text>
  )
}
