import { Group, NativeSelect } from '@mantine/core'
import type { UsageDimension } from '@tollgate/contract/resources/usage'
import { Problem } from '../../client/problem.ts'
import { Waiting } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { TimeChart } from '../../ui/charts/time-chart.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { dimensionNames, dimensions, isDimension } from '../../ui/usage/dimensions.ts'
import { measureNames, measureOf, measures } from '../../ui/usage/measures.ts'
import { useUsage } from '../../ui/usage/use-usage.ts'
import { useStacked } from './use-stacked.ts'

/** The chosen measure over time, stacked by the chosen dimension. */
export function OverTime() {
  const { values, set, period } = useUsage()
  const by: UsageDimension = isDimension(values.by) ? values.by : 'model'
  const measure = measureOf(values.measure)
  const stacked = useStacked(by, measure)
  return (
    <Block
      title="Over time"
      action={
        <Group gap="xs">
          <NativeSelect
            aria-label="Measure"
            size="xs"
            value={measure}
            onChange={(event) => set({ measure: event.currentTarget.value })}
            data={measureNames.map((name) => ({ value: name, label: measures[name].name }))}
          />
          <NativeSelect
            aria-label="Stacked by"
            size="xs"
            value={by}
            onChange={(event) => set({ by: event.currentTarget.value })}
            data={dimensions.map((name) => ({ value: name, label: `by ${dimensionNames[name].toLowerCase()}` }))}
          />
        </Group>
      }
    >
      {stacked === undefined ? (
        <Waiting lines={7} />
      ) : stacked instanceof Problem ? (
        <ProblemNotice problem={stacked} />
      ) : (
        <TimeChart
          label={`${measures[measure].name} over time by ${dimensionNames[by].toLowerCase()}`}
          times={stacked.times}
          per={stacked.per}
          series={stacked.series}
          {...(stacked.before === undefined ? {} : { before: stacked.before })}
          shown={measures[measure].shown}
          isUnfinished={period.to === undefined}
        />
      )}
    </Block>
  )
}
