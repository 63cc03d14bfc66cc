import { failureReason } from '../../files/failure-reason.ts'
import type { AuthenticationLog } from './authentication-contract.ts'

export interface Background {
  /** Begins after the answer under way has gone out; a failure is logged as `what: reason`. */
  readonly run: (what: string, work: () => Promise<void>) => void
  readonly done: () => Promise<void>
}

export function createBackground(log: AuthenticationLog): Background {
  const underWay = new Set<Promise<void>>()
  return {
    run: (what, work) => {
      const running = new Promise((resolve) => setImmediate(resolve))
        .then(work)
        .catch((error: unknown) => log.error(`log-in: ${what}: ${failureReason(error)}`))
        .finally(() => underWay.delete(running))
      underWay.add(running)
    },
    done: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
