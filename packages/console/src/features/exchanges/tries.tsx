import { Text } from '@mantine/core'
import type { UsageExchange } from '@tollgate/contract/resources/usage'
import { DataTable } from '../../ui/data-table.tsx'
import { shownMs } from '../../ui/numbers.ts'

/** Each time that a provider was asked. */
export function Tries({ tries }: Pick<UsageExchange, 'tries'>) {
  if (tries.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No provider was asked.
      </Text>
    )
  return (
    <DataTable
      label="Tries at providers"
      rows={tries}
      rowId={({ startedAt, endpoint }) => `${startedAt} ${endpoint}`}
      columns={[
        { name: 'Endpoint', cell: ({ endpoint }) => endpoint },
        { name: 'Answer', cell: ({ status, failure }) => failure ?? status ?? 'none' },
        {
          name: 'Head',
          cell: ({ headMs }) => (headMs === null ? '–' : shownMs(headMs)),
          isNumber: true,
          isMinor: true,
        },
        { name: 'In all', cell: ({ totalMs }) => shownMs(totalMs), isNumber: true },
      ]}
    />
  )
}
