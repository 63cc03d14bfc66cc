const hourMs = 3_600_000

/** The hour that runs and the 23 before it, as the usage is asked for. The same within an hour, so that an answer is found again. */
export function lastDay(now = Date.now()): { readonly from: string } {
  return { from: new Date((Math.floor(now / hourMs) - 23) * hourMs).toISOString() }
}
