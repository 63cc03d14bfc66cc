const firstDelayMs = 250
const lastDelayMs = 10_000
const healthyLifeMs = 60_000

/** How long to wait before a dead child is started again: doubles while it keeps dying, forgets once it lived a minute. */
export function nextDelayMs(previousDelayMs: number | null, livedMs: number): number {
  if (previousDelayMs === null || livedMs >= healthyLifeMs) return firstDelayMs
  return Math.min(previousDelayMs * 2, lastDelayMs)
}
