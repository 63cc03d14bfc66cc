import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for something that another process or the network brings about; the text says what, should it never come. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`)
    await sleep(10)
  }
}
