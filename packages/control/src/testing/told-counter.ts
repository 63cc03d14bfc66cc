import type { ToldCounter } from '@tollgate/contract/counter-report'

/** What a gateway tells of a limit of the subscription `sub_a`: 100 requests a day, of which one is used. */
export function toldCounter(changes: Partial<ToldCounter> = {}): ToldCounter {
  return {
    ...{ id: 'sub_a requests 1 day', scope: 'plan', ownerId: 'sub_a', subject: '', resetAt: 0 },
    ...{ metric: 'requests', period: { count: 1, unit: 'day' }, limit: 100, used: 1, reserved: 0 },
    ...{ resetsAt: 1_000_000, at: 1 },
    ...changes,
  }
}
