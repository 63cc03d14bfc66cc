const firstMs = 1_000
const lastMs = 60_000
const spread = 0.2
/** A target may ask for more patience, but not for more than this. */
const askedMaxMs = 300_000

/** How long to wait after so many failures in a row (1: the first): 1, 2, 4 … 60 s, 20 % up or down; what the target asks for goes first. */
export function backOffMs(failures: number, askedMs: number | undefined, random: () => number): number {
  const grown = Math.min(lastMs, firstMs * 2 ** Math.min(failures - 1, 30))
  const spreadOut = Math.round(grown * (1 - spread + random() * 2 * spread))
  return Math.max(spreadOut, Math.min(askedMaxMs, askedMs ?? 0))
}

/** `Retry-After`, seconds or a date, in milliseconds from now. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
