const whole = new Intl.NumberFormat('en')
const compact = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `31,626` up to a million, then `1.24 M`. */
export function shownCount(count: number): string {
  if (count < 1_000_000) return whole.format(Math.round(count))
  return count < 1_000_000_000 ? `${compact.format(count / 1e6)} M` : `${compact.format(count / 1e9)} G`
}

/** `1 call`, `31,626 tokens`: with a noun that takes an s. */
export function counted(count: number, noun: string): string {
  return `${shownCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** Micro-dollars as `$0.041`; from $100 without cents. */
export function shownMoney(microUsd: number): string {
  const dollars = microUsd / 1e6
  const size = Math.abs(dollars)
  if (size >= 100) return `$${whole.format(Math.round(dollars))}`
  if (size >= 1 || size === 0) return `$${dollars.toFixed(2)}`
  return `$${dollars.toFixed(size >= 0.001 ? 3 : 6)}`
}

/** `640 ms`, `4.8 s`, `3 min`. */
export function shownMs(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`
}

export function shownShare(part: number, all: number): string {
  if (all === 0) return '–'
  const percent = (100 * part) / all
  return percent > 0 && percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(percent < 10 ? 1 : 0)} %`
}

/** Against the period before: `+12 %`; undefined where there was nothing. */
export function shownChange(now: number, before: number): string | undefined {
  if (before === 0) return undefined
  const percent = Math.round((100 * (now - before)) / before)
  return `${percent > 0 ? '+' : percent < 0 ? '−' : '±'}${Math.abs(percent)} %`
}

export function shownBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`
}
