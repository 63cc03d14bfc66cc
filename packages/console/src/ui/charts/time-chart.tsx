import { Button, Stack, Table } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { Waiting } from '../answered.tsx'
import { shownTime } from './shown-time.ts'
import classes from './time-chart.module.css'

export interface TimeSeries {
  readonly key: string
  readonly name: string
  /** What is beyond the named ones, together. */
  readonly isOther?: boolean
  /** One for each time; null: nothing is known. */
  readonly values: readonly (number | null)[]
}

export interface TimeChartProps {
  /** What is seen: for those who do not see it. */
  readonly label: string
  /** The beginnings of hours or days, the oldest first. */
  readonly times: readonly string[]
  readonly per: 'hour' | 'day'
  /** At most five and "other", stacked. */
  readonly series: readonly TimeSeries[]
  /** The period before, as a thin dashed line. */
  readonly before?: readonly (number | null)[]
  readonly shown: (value: number) => string
  /** The last one is not over yet. */
  readonly isUnfinished: boolean
}

/** The drawing comes by itself, after the page. */
const StackedColumns = lazy(async () => ({ default: (await import('./stacked-columns.tsx')).StackedColumns }))

/** Amounts over time, as columns or as a table. */
export function TimeChart(props: TimeChartProps) {
  const [isTable, showTable] = useState(false)
  return (
    <Stack gap="xs">
      {isTable ? (
        <ChartTable {...props} />
      ) : (
        <div className={classes.chart} role="img" aria-label={props.label}>
          <Suspense fallback={<Waiting lines={6} />}>
            <StackedColumns {...props} />
          </Suspense>
        </div>
      )}
      <Button variant="subtle" size="compact-sm" className={classes.twin ?? ''} onClick={() => showTable(!isTable)}>
        {isTable ? 'Show as chart' : 'Show as table'}
      </Button>
    </Stack>
  )
}

function ChartTable({ label, times, per, series, shown }: TimeChartProps) {
  return (
    <Table.ScrollContainer minWidth={320} className={classes.table ?? ''}>
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{per === 'hour' ? 'Hour (UTC)' : 'Day (UTC)'}</Table.Th>
            {series.map(({ key, name }) => (
              <Table.Th key={key} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {times.map((time, place) => (
            <Table.Tr key={time}>
              <Table.Td>{shownTime(time, per)}</Table.Td>
              {series.map(({ key, values }) => (
                <Table.Td key={key} ta="right">
                  {shownValue(values[place], shown)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function shownValue(value: number | null | undefined, shown: (value: number) => string): string {
  return value === null || value === undefined ? '–' : shown(value)
}
