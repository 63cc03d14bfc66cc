/**
 * What clocks on the wall of a time zone show at a moment, as if what they show were UTC. Both sides in milliseconds since 1970. Several moments may
 * show the same (clocks set back), and what is skipped (set forward) is never shown.
 */
export type WallClock = (instant: number) => number

/** Offsets of today's zones lie between −12 and +14 hours. */
const largestOffset = 15 * 3_600_000

/** One formatter of `Intl` for each zone: making one takes far longer than asking it. */
export class WallClocks {
  private readonly clocks = new Map<string, WallClock>([['UTC', (instant) => instant]])

  /** Throws a RangeError for a zone that does not exist. */
  of(timeZone: string): WallClock {
    const known = this.clocks.get(timeZone)
    if (known !== undefined) return known
    const clock = makeClock(timeZone)
    this.clocks.set(timeZone, clock)
    return clock
  }
}

/** The first moment at which the clock shows `wall` or something later: the end of the gap, where `wall` is skipped. */
export function firstInstantOf(clock: WallClock, wall: number): number {
  // Where the offset stays the same around it, which is nearly always, it is the answer.
  const before = clock(wall - largestOffset) - (wall - largestOffset)
  const after = clock(wall + largestOffset) - (wall + largestOffset)
  if (before === after) return wall - before
  // The offset changes once in between, so `wall` is first shown under the old offset, under the new one, or skipped.
  if (clock(wall - before) === wall) return wall - before
  if (clock(wall - after) === wall) return wall - after
  let low = wall - Math.max(before, after)
  let high = wall - Math.min(before, after)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (clock(middle) >= wall) high = middle
    else low = middle
  }
  return high
}

function makeClock(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (instant) => {
    const shown: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(instant)) shown[type] = Number(value)
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = shown
    const milliseconds = ((instant % 1_000) + 1_000) % 1_000
    return Date.UTC(year, month - 1, day, hour, minute, second) + milliseconds
  }
}
