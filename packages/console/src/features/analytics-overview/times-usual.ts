const unusualFrom = 3
const daysAtLeast = 4

/** The larger of today and yesterday beside the median of the days of use before; undefined: it is usual, or too little is known. */
export function timesUsual(days: readonly number[]): { readonly last: number; readonly times: number } | undefined {
  const last = Math.max(days.at(-1) ?? 0, days.at(-2) ?? 0)
  const used = days
    .slice(0, -2)
    .filter((tokens) => tokens > 0)
    .toSorted((one, other) => one - other)
  if (used.length < daysAtLeast) return undefined
  const median = used[Math.floor(used.length / 2)] ?? 0
  const times = last / median
  return times > unusualFrom ? { last, times } : undefined
}
