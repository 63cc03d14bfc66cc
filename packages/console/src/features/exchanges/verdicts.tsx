import { Text } from '@mantine/core'
import type { UsageExchange } from '@tollgate/contract/resources/usage'
import { DataTable } from '../../ui/data-table.tsx'
import { shownMs } from '../../ui/numbers.ts'

/** What rules did, in the order in which they ran. */
export function Verdicts({ verdicts }: Pick<UsageExchange, 'verdicts'>) {
  if (verdicts.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No rule is set for it.
      </Text>
    )
  const rows = verdicts.map((verdict, place) => ({ ...verdict, place }))
  return (
    <DataTable
      label="Rules in the order in which they ran"
      rows={rows}
      rowId={({ place }) => String(place)}
      columns={[
        { name: 'Rule', cell: ({ policy }) => policy },
        { name: 'On', cell: ({ phase }) => phase },
        { name: 'Verdict', cell: ({ verdict }) => verdict },
        { name: 'Time', cell: ({ ms }) => shownMs(ms), isNumber: true },
      ]}
    />
  )
}
