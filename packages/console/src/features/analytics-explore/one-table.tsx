import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { UsageDimension, UsageRow } from '@tollgate/contract/resources/usage'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { shownCount, shownMoney, shownShare } from '../../ui/numbers.ts'
import { dimensionNames } from '../../ui/usage/dimensions.ts'
import { type MeasureName, measures } from '../../ui/usage/measures.ts'
import { useUsage } from '../../ui/usage/use-usage.ts'

interface OneTableProps {
  readonly by: UsageDimension
  readonly measure: MeasureName
}

/** By one dimension, with all that is counted. */
export function OneTable({ by, measure }: OneTableProps) {
  const { query, callsWith } = useUsage()
  const { of, order, name, shown } = measures[measure]
  const asked = useAnswer('getUsageBreakdown', { query: { ...query, by, order, limit: 100 } })
  return (
    <Answered asked={asked} lines={10}>
      {({ items, totals }) => {
        const all: readonly Column<UsageRow>[] = [
          { name: dimensionNames[by], cell: (row) => <RowName row={row} by={by} callsWith={callsWith} /> },
          { name, cell: (row) => shown(of(row)), sortBy: of, isNumber: true },
          { name: 'Share', cell: (row) => shownShare(of(row), of(totals)), isNumber: true },
          {
            name: 'Calls',
            cell: ({ calls }) => shownCount(calls),
            sortBy: ({ calls }) => calls,
            isNumber: true,
            isMinor: true,
          },
          {
            ...{ name: 'Tokens', isNumber: true, isMinor: true },
            cell: ({ totalTokens }) => shownCount(totalTokens),
            sortBy: ({ totalTokens }) => totalTokens,
          },
          {
            ...{ name: 'Money', isNumber: true, isMinor: true },
            cell: ({ costUsd }) => shownMoney(costUsd * 1e6),
            sortBy: ({ costUsd }) => costUsd,
          },
          {
            ...{ name: 'Refused', isNumber: true, isMinor: true },
            cell: ({ refused, calls }) => shownShare(refused, calls),
            sortBy: ({ refused, calls }) => refused / Math.max(1, calls),
          },
        ]
        // What is measured stands there once.
        const columns = all.filter((column, place) => place < 3 || column.name !== name)
        return items.length === 0 ? (
          <Empty says="Nothing in this time. Widen the period, or take out a filter." />
        ) : (
          <DataTable label={name} rows={items} rowId={({ value, isRest }) => `${isRest} ${value}`} columns={columns} />
        )
      }}
    </Answered>
  )
}

interface RowNameProps {
  readonly row: UsageRow
  readonly by: UsageDimension
  readonly callsWith: (filters: Partial<Record<UsageDimension, string>>) => string
}

function RowName({ row: { value, name, isRest }, by, callsWith }: RowNameProps) {
  if (isRest) return 'the others'
  if (value === null || value === '') return 'not known'
  return (
    <Anchor component={Link} to={callsWith({ [by]: value })} size="sm">
      {name ?? value}
    </Anchor>
  )
}
