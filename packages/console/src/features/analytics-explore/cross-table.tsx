import { Anchor, Table } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { UsageDimension, UsageRow } from '@tollgate/contract/resources/usage'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered, Waiting } from '../../ui/answered.tsx'
import { Empty } from '../../ui/empty.tsx'
import { dimensionNames } from '../../ui/usage/dimensions.ts'
import { type MeasureName, measures } from '../../ui/usage/measures.ts'
import { useUsage } from '../../ui/usage/use-usage.ts'

interface CrossTableProps {
  readonly by: UsageDimension
  readonly and: UsageDimension
  readonly measure: MeasureName
}

const rowsAtMost = 12
const columnsAtMost = 6

/** By two dimensions: the largest of one in rows, the largest of the other in columns. */
export function CrossTable({ by, and, measure }: CrossTableProps) {
  const { query } = useUsage()
  const { order, of } = measures[measure]
  const rows = useAnswer('getUsageBreakdown', { query: { ...query, by, order, limit: rowsAtMost } })
  const columns = useAnswer('getUsageBreakdown', { query: { ...query, by: and, order, limit: columnsAtMost } })
  return (
    <Answered asked={rows} lines={10}>
      {({ items }) => {
        const named = items.filter((row) => isNamed(row) && of(row) > 0)
        // While they are asked anew the old ones are those of another question.
        if (rows.isPlaceholderData || columns.isPlaceholderData) return <Waiting lines={10} />
        const across = columns.data?.items.filter((row) => isNamed(row) && of(row) > 0) ?? []
        if (named.length === 0) return <Empty says="Nothing in this time. Widen the period, or take out a filter." />
        return (
          <Table.ScrollContainer minWidth={480}>
            <Table aria-label={`${dimensionNames[by]} and ${dimensionNames[and]}`}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{dimensionNames[by]}</Table.Th>
                  <Table.Th ta="right">In all</Table.Th>
                  {across.map(({ value, name }) => (
                    <Table.Th key={value} ta="right">
                      {name ?? value}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {named.map((row) => (
                  <CrossRow key={row.value} {...{ row, across, by, and, measure }} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )
      }}
    </Answered>
  )
}

function isNamed({ isRest, value }: UsageRow): boolean {
  return !isRest && value !== null && value !== ''
}

interface CrossRowProps extends CrossTableProps {
  readonly row: UsageRow
  readonly across: readonly UsageRow[]
}

function CrossRow({ row, across, by, and, measure }: CrossRowProps) {
  const { query, callsWith } = useUsage()
  const { of, order, shown } = measures[measure]
  const value = row.value ?? ''
  const asked = useAnswer('getUsageBreakdown', { query: { ...query, [by]: [value], by: and, order, limit: 200 } })
  const found = new Map(asked.data?.items.map((item) => [item.value, of(item)]))
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={callsWith({ [by]: value })} size="sm">
          {row.name ?? value}
        </Anchor>
      </Table.Td>
      <Table.Td ta="right">{shown(of(row))}</Table.Td>
      {across.map((column) => {
        const amount = found.get(column.value) ?? 0
        return (
          <Table.Td key={column.value} ta="right">
            {amount === 0 ? (
              '–'
            ) : (
              <Anchor component={Link} to={callsWith({ [by]: value, [and]: column.value ?? '' })} size="sm">
                {shown(amount)}
              </Anchor>
            )}
          </Table.Td>
        )
      })}
    </Table.Tr>
  )
}
