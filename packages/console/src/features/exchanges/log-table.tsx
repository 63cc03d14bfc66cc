import { Text } from '@mantine/core'
import type { UsageRequestView } from '@tollgate/contract/resources/usage'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { shownCount, shownMoney, shownMs } from '../../ui/numbers.ts'
import { useUsage } from '../../ui/usage/use-usage.ts'
import { OutcomeWord } from './outcome-word.tsx'

interface LogTableProps {
  readonly calls: readonly UsageRequestView[]
  /** There are more, or may be: further back was not looked yet. */
  readonly onMore?: (() => void) | undefined
  readonly says?: string | undefined
}

const columns: readonly Column<UsageRequestView>[] = [
  { name: 'Time', cell: ({ at }) => <Moment at={at} /> },
  { name: 'Outcome', cell: ({ outcome }) => <OutcomeWord outcome={outcome} /> },
  { name: 'Person', cell: ({ person }) => person ?? '–', isMinor: true },
  { name: 'Application', cell: ({ application }) => application },
  { name: 'Agent', cell: ({ agent }) => agent ?? '–', isMinor: true },
  { name: 'Model', cell: ({ model }) => model ?? '–', isMinor: true },
  { name: 'In', cell: ({ inputTokens }) => shownCount(inputTokens), isNumber: true, isMinor: true },
  { name: 'Out', cell: ({ outputTokens }) => shownCount(outputTokens), isNumber: true, isMinor: true },
  { name: 'Money', cell: ({ costUsd }) => (costUsd === null ? '–' : shownMoney(costUsd * 1e6)), isNumber: true },
  {
    ...{ name: 'First byte', isNumber: true, isMinor: true },
    cell: ({ firstByteMs }) => (firstByteMs === null ? '–' : shownMs(firstByteMs)),
  },
]

export function LogTable({ calls, onMore, says }: LogTableProps) {
  const { go } = useUsage()
  if (calls.length === 0 && onMore === undefined)
    return <Empty says="No call fits. Widen the period, or take out a filter." />
  return (
    <>
      <DataTable
        label="Exchanges"
        rows={calls}
        rowId={({ id }) => id}
        columns={columns}
        onOpen={({ id }) => go({ open: id })}
        onMore={onMore}
      />
      {says !== undefined && (
        <Text size="xs" c="dimmed" mt="xs">
          {says}
        </Text>
      )}
    </>
  )
}
