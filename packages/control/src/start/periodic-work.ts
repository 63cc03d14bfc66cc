import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { failureReason } from '../files/failure-reason.ts'
import type { Store } from '../storage/store.ts'

export interface PeriodicJob {
  readonly name: string
  readonly everyMs: number
  readonly run: () => Promise<void>
}

export interface PeriodicWork {
  close(): Promise<void>
}

/** How much longer than its rhythm a lease is held: a process that died lets another one in after that. */
const leaseFactor = 2

/** Does each job in its rhythm, and of all control processes on one store in one of them only. */
export function startPeriodicWork(
  store: Pick<Store, 'lease' | 'releaseLeases'>,
  jobs: readonly PeriodicJob[],
  log: Pick<Logger, 'error'>,
): PeriodicWork {
  const holder = randomUUID()
  const running = new Set<Promise<void>>()
  const turn = async ({ name, everyMs, run }: PeriodicJob) => {
    try {
      if (await store.lease(name, holder, everyMs * leaseFactor)) await run()
    } catch (error) {
      log.error({ job: name, reason: failureReason(error) }, 'periodic work failed; it is tried again')
    }
  }
  const timers = jobs.map((job) => {
    let isRunning = false
    const timer = setInterval(() => {
      if (isRunning) return
      isRunning = true
      const done = turn(job).finally(() => {
        isRunning = false
        running.delete(done)
      })
      running.add(done)
    }, job.everyMs)
    timer.unref()
    return timer
  })
  return {
    close: async () => {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running)
      await store.releaseLeases(holder).catch(() => undefined)
    },
  }
}
