import { Box, Text } from 'ink'

export const leastColumns = 60
export const leastRows = 18

/** Instead of a screen that would be torn. */
export function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  return (
    <Box width={columns} height={rows} flexDirection="column" justifyContent="center" alignItems="center">
      <Text>{`A little more room, please: ${leastColumns} × ${leastRows}.`}</Text>
      <Text dimColor>{`It is ${columns} × ${rows} now. Ctrl+C leaves.`}</Text>
    </Box>
  )
}
