import type { UsageDimension } from '@tollgate/contract/resources/usage'
import type { Problem } from '../../client/problem.ts'
import { useAnswer } from '../../client/use-answer.ts'
import type { TimeSeries } from '../charts/time-chart.tsx'
import { type MeasureName, measures } from './measures.ts'
import { periodBefore, stepOf } from './usage-period.ts'
import { useUsage } from './use-usage.ts'

interface Stacked {
  readonly times: readonly string[]
  readonly per: 'hour' | 'day'
  readonly series: readonly TimeSeries[]
  readonly before: readonly (number | null)[] | undefined
}

const shownAtMost = 5
/** The largest of a dimension, wherever they are shown: asked for alike, so that one answer serves all. */
export const largestAtMost = 6

/** The amounts over time by the five largest of a dimension, and the rest as "other"; a problem where it cannot be had; undefined: not there yet. */
export function useStacked(by: UsageDimension, measure: MeasureName): Stacked | Problem | undefined {
  const { query, period } = useUsage()
  const per = stepOf(period, Date.now())
  const { of, order } = measures[measure]
  const all = useAnswer('getUsageSeries', { query: { ...query, per } })
  const before = useAnswer('getUsageSeries', { query: { ...query, ...periodBefore(period, Date.now()), per } })
  const largest = useAnswer('getUsageBreakdown', { query: { ...query, by, order, limit: largestAtMost } })
  // While it is asked anew the old rows are those of another question.
  const found = largest.isPlaceholderData ? [] : (largest.data?.items ?? [])
  const rows = found.filter((row) => !row.isRest && row.value !== null && of(row) > 0).slice(0, shownAtMost)
  const seriesOf = (place: number) => {
    const value = rows[place]?.value ?? ''
    // biome-ignore lint/correctness/useHookAtTopLevel: called five times, always.
    return useAnswer('getUsageSeries', { query: { ...query, [by]: [value], per } }, { isOn: place < rows.length })
  }
  const parts = [seriesOf(0), seriesOf(1), seriesOf(2), seriesOf(3), seriesOf(4)].slice(0, rows.length)
  const problem = [all, largest, ...parts].find(({ error }) => error !== null)?.error
  if (problem) return problem
  if (all.data === undefined || largest.data === undefined || largest.isPlaceholderData) return undefined
  if (parts.some(({ data, isPlaceholderData }) => data === undefined || isPlaceholderData)) return undefined
  const times = all.data.items.map(({ at }) => at)
  const named = parts.map(({ data }, place): TimeSeries => {
    const values = new Map(data?.items.map((item) => [item.at, of(item)]))
    const { value, name } = rows[place] ?? {}
    return { key: `is ${value}`, name: name ?? 'not known', values: times.map((time) => values.get(time) ?? 0) }
  })
  const rest = all.data.items.map((item, place) =>
    Math.max(0, of(item) - named.reduce((sum, { values }) => sum + (values[place] ?? 0), 0)),
  )
  const hasRest = rest.some((value) => value >= 1)
  const then = before.data?.items.slice(0, times.length).map(of)
  const other = { key: 'other', name: named.length === 0 ? 'all' : 'other', isOther: named.length > 0, values: rest }
  return { times, per, before: then, series: hasRest || named.length === 0 ? [...named, other] : named }
}
