import type { EndpointRow } from '@tollgate/contract/snapshot'
import type { Admission, Reservation } from '../counters/counter-store.ts'
import type { Exchange, Settlement } from '../pipeline/exchange.ts'
import { type Refusal, refuse } from '../pipeline/refusal.ts'
import type { AskedOf } from '../recovery/admitted-call.ts'
import { noUsage } from '../usage/normalise.ts'
import { leaseOver } from './admission.ts'
import { expectedAmount, usedAmount } from './amounts.ts'
import type { CallJournal } from './call-journal.ts'
import type { CallLimit } from './call-limits.ts'
import { refuseQuota } from './quota-refusal.ts'
import type { QuotaSet } from './quota-set.ts'
import type { Reserve } from './reserve.ts'
import type { TouchedLimits } from './touched-limits.ts'

interface EndpointAdmissionOptions {
  readonly reserve: Reserve
  readonly journal: CallJournal
  /** The quotas in force. */
  quotas(): QuotaSet
  /** Told of every limit that a call touches. */
  readonly touched: Pick<TouchedLimits, 'note'>
  /** Unix milliseconds. */
  now(): number
}

/** A place at an endpoint for one attempt. It ends with the call, or when the attempt has failed. */
export interface EndpointPlace {
  readonly kind: 'place'
  /** The attempt came to nothing, and another endpoint may be tried. */
  leave(): void
}

/** undefined: the endpoint has no limits. */
export type AdmitTo = (x: Exchange, endpoint: EndpointRow) => Given | Promise<Given>
type Given = EndpointPlace | Refusal | undefined

/** Protects providers: what an endpoint may take, whoever calls. Every attempt counts as a request to it, whatever becomes of the call. */
export function createEndpointAdmission({ reserve, journal, quotas, touched, now }: EndpointAdmissionOptions): AdmitTo {
  return (x, endpoint) => {
    if (!x.protocol.answersAreModelOutput) return undefined
    const limits = quotas().limitsOfEndpoint(endpoint.id)
    if (limits.length === 0) return undefined
    const { plan } = x.caller
    const named = limits.map(({ counter, metric }) => ({ ...counter, amount: expectedAmount(metric, x, plan) }))
    const asked = { limits: named, at: now(), leaseMs: leaseOver(endpoint.timeouts.totalMs) }
    const admission = reserve(x.api, asked)
    const take = (given: Admission) => takePlace({ x, limits, asked, journal, touched, now }, given)
    return admission instanceof Promise ? admission.then(take) : take(admission)
  }
}

interface Asking {
  readonly x: Exchange
  readonly limits: readonly CallLimit[]
  readonly asked: AskedOf
  readonly journal: CallJournal
  readonly touched: EndpointAdmissionOptions['touched']
  now(): number
}

function takePlace(asking: Asking, admission: Admission): Given {
  switch (admission.kind) {
    case 'unavailable':
      return refuse('store_unavailable')
    case 'refused': {
      const limit = asking.limits.find(({ counter }) => counter.id === admission.limit.id)
      return limit === undefined ? refuse('quota_exceeded') : refuseQuota(limit, admission, asking.now())
    }
    case 'reserved':
      return openPlace(asking, admission)
  }
}

const nothingCame: Settlement = Object.freeze({ outcome: 'failed', usage: noUsage, refusal: null })

function openPlace({ x, limits, asked, journal, touched, now }: Asking, reservation: Reservation): Given {
  // The client left while the counters were asked: no attempt will be made.
  if (x.isSettled) {
    void reservation.settle(
      limits.map(() => 0),
      now(),
    )
    return undefined
  }
  const noted = journal.note(x, asked, reservation)
  if (noted.kind === 'refusal') return noted
  touched.note(limits)
  const settle = (settlement: Settlement) => {
    touched.note(limits)
    const used = limits.map(({ metric }) => (metric === 'requests' ? 1 : usedAmount(metric, x, settlement)))
    void noted.settle(used, now())
  }
  x.defer(settle)
  return { kind: 'place', leave: () => settle(nothingCame) }
}
