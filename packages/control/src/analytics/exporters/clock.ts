import { setTimeout as sleep } from 'node:timers/promises'

/** Time as exporters have it: tests let ten minutes pass at once. */
export interface Clock {
  now(): number
  /** Resolves after that long, or as soon as the signal says so. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // Aborted: whoever waits looks at the signal next.
  wait: (ms, signal) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined),
}
