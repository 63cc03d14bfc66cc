import type { UsageDimension } from '@tollgate/contract/resources/usage'
import { Problem } from '../../client/problem.ts'
import { Waiting } from '../answered.tsx'
import { TimeChart } from '../charts/time-chart.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { dimensionNames } from './dimensions.ts'
import { type MeasureName, measures } from './measures.ts'
import { useStacked } from './use-stacked.ts'
import { useUsage } from './use-usage.ts'

interface StackedOverTimeProps {
  readonly by: UsageDimension
  readonly measure: MeasureName
}

/** A measure over time, stacked by the largest of a dimension. */
export function StackedOverTime({ by, measure }: StackedOverTimeProps) {
  const { period } = useUsage()
  const stacked = useStacked(by, measure)
  if (stacked === undefined) return <Waiting lines={7} />
  if (stacked instanceof Problem) return <ProblemNotice problem={stacked} />
  return (
    <TimeChart
      label={`${measures[measure].name} over time by ${dimensionNames[by].toLowerCase()}`}
      times={stacked.times}
      per={stacked.per}
      series={stacked.series}
      {...(stacked.before === undefined ? {} : { before: stacked.before })}
      shown={measures[measure].shown}
      isUnfinished={period.to === undefined}
    />
  )
}
