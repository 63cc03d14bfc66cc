import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for something that a socket or a file brings about; `what` is said where it never comes. */
export async function until(what: string, condition: () => boolean, withinMs = 5_000): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`)
    await sleep(5)
  }
}

/** The promise, or an error that says what did not come in time. */
export async function within<T>(what: string, promise: Promise<T>, ms: number): Promise<T> {
  const stop = new AbortController()
  const late = sleep(ms, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`${what}: not within ${ms} ms`)
  })
  late.catch(() => {})
  return Promise.race([promise, late]).finally(() => stop.abort())
}
