import type { ApiRow } from '@tollgate/contract/snapshot'
import type { Admission, CounterStore } from '../counters/counter-store.ts'
import type { AskedOf } from '../recovery/admitted-call.ts'
import type { AwayCounters } from './away-counters.ts'

/** Sets aside what a call of an API may use, under all of its limits. */
export type Reserve = (api: ApiRow, asked: AskedOf) => Admission | Promise<Admission>

interface ReserveOptions {
  readonly store: CounterStore
  /** null: the store is in this process, and never away. */
  readonly away: Pick<AwayCounters, 'reserve'> | null
}

/** Where the store cannot say, the API's setting decides: the call is refused, or counted here. */
export function createReserve({ store, away }: ReserveOptions): Reserve {
  if (away === null) return (_, { limits, at, leaseMs }) => store.reserve(limits, at, leaseMs)
  return async ({ whenCountersAreAway }, { limits, at, leaseMs }) => {
    const admission = await store.reserve(limits, at, leaseMs)
    if (admission.kind !== 'unavailable' || whenCountersAreAway !== 'pass') return admission
    return away.reserve(limits, at, leaseMs)
  }
}
