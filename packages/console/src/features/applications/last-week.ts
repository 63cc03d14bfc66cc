const hourMs = 3_600_000

/** The last 7 days up to the hour that runs. The same within an hour, so that an answer is found again. */
export function lastWeek(now = Date.now()): { readonly from: string } {
  return { from: new Date((Math.floor(now / hourMs) - 7 * 24 + 1) * hourMs).toISOString() }
}
