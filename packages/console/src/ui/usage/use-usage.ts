import type { UsageDimension } from '@tollgate/contract/resources/usage'
import { type Filters, useAddress } from '../use-address.ts'
import { dimensions } from './dimensions.ts'
import { periodOf, type UsagePeriod } from './usage-period.ts'

export type UsageFilters = Partial<Record<UsageDimension, string>>

export interface AskedUsage {
  /** As the REST API takes it. */
  readonly query: UsagePeriod & Partial<Record<UsageDimension, never[]>>
  readonly period: UsagePeriod
  readonly filters: UsageFilters
  readonly values: Filters
  readonly set: (changes: Filters) => void
  readonly go: (changes: Filters) => void
  /** Where the calls behind a number are. */
  readonly callsWith: (more: UsageFilters) => string
}

/** The period and the filters of a page of usage: they stand in its address, under the names of the REST API. */
export function useUsage(): AskedUsage {
  const { values, set, go } = useAddress()
  const filters: UsageFilters = Object.fromEntries(
    dimensions.flatMap((dimension) => {
      const value = values[dimension]
      return value === undefined ? [] : [[dimension, value]]
    }),
  )
  const period = periodOf(values, Date.now())
  const asked = Object.fromEntries(Object.entries(filters).map(([dimension, value]) => [dimension, [value]]))
  const callsWith = (more: UsageFilters) => {
    const { from = '', to = '', range = '' } = values
    const kept = Object.entries({ from, to, range, ...filters, ...more }).filter(([, value]) => value !== '')
    return `/analytics/exchanges?${new URLSearchParams(kept as [string, string][])}`
  }
  return { query: { ...period, ...asked }, period, filters, values, set, go, callsWith }
}
