import { Button, Group, NativeSelect } from '@mantine/core'
import type { UsageDimension } from '@tollgate/contract/resources/usage'
import { addressOf } from '../../client/call.ts'
import { Block } from '../../ui/block.tsx'
import { Page } from '../../ui/page.tsx'
import { dimensionNames, dimensions, isDimension } from '../../ui/usage/dimensions.ts'
import { measureNames, measureOf, measures } from '../../ui/usage/measures.ts'
import { StackedOverTime } from '../../ui/usage/stacked-over-time.tsx'
import { UsageBar } from '../../ui/usage/usage-bar.tsx'
import { useUsage } from '../../ui/usage/use-usage.ts'
import { CrossTable } from './cross-table.tsx'
import { OneTable } from './one-table.tsx'

/** Sliced by what? */
export function ExplorePage() {
  const { query, values, set } = useUsage()
  const by: UsageDimension = isDimension(values.by) ? values.by : 'application'
  const and = isDimension(values.and) && values.and !== by ? values.and : undefined
  const measure = measureOf(values.measure)
  const { order, name } = measures[measure]
  const file = (format: 'csv' | 'ndjson') =>
    addressOf('exportUsageBreakdown', {
      query: { ...query, by, order, format, ...(and === undefined ? {} : { and, limit: 200 }) },
    })
  const options = dimensions.map((dimension) => ({ value: dimension, label: dimensionNames[dimension] }))
  return (
    <Page
      title="Explore"
      says="One measure, by one thing or by two."
      action={
        <Group gap="xs">
          <Button component="a" href={file('ndjson')} download variant="default">
            Export JSON
          </Button>
          <Button component="a" href={file('csv')} download>
            Export CSV
          </Button>
        </Group>
      }
    >
      <UsageBar />
      <Group align="flex-end">
        <NativeSelect
          label="Measure"
          value={measure}
          onChange={(event) => set({ measure: event.currentTarget.value })}
          data={measureNames.map((one) => ({ value: one, label: measures[one].name }))}
        />
        <NativeSelect
          label="By"
          value={by}
          onChange={(event) => set({ by: event.currentTarget.value })}
          data={options}
        />
        <NativeSelect
          label="And by"
          value={and ?? ''}
          onChange={(event) => set({ and: event.currentTarget.value })}
          data={[{ value: '', label: '–' }, ...options.filter(({ value }) => value !== by)]}
        />
      </Group>
      <Block title="Over time">
        <StackedOverTime by={by} measure={measure} />
      </Block>
      <Block
        title={`${name} by ${dimensionNames[by].toLowerCase()}${and === undefined ? '' : ` and ${dimensionNames[and].toLowerCase()}`}`}
      >
        {and === undefined ? (
          <OneTable by={by} measure={measure} />
        ) : (
          <CrossTable by={by} and={and} measure={measure} />
        )}
      </Block>
    </Page>
  )
}
