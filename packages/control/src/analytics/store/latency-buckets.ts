/** The border of a bucket is 1.1 times the one before: its middle is within 4.8 % of everything in it. */
const growth = 1.1
const logGrowth = Math.log(growth)
/** Microseconds, so that what is faster than a millisecond is told apart too. */
const unitsPerMs = 1_000
/** The last of them holds everything from 27 days on. */
export const bucketsMax = 300

export function bucketOf(ms: number | null): number | null {
  if (ms === null || !Number.isFinite(ms)) return null
  return Math.min(bucketsMax - 1, Math.ceil(Math.log(Math.max(1, ms * unitsPerMs)) / logGrowth))
}

/** The first bucket holds what took nothing that can be measured. */
export function msOfBucket(bucket: number): number {
  return bucket === 0 ? 0 : (2 * growth ** bucket) / (growth + 1) / unitsPerMs
}

export interface BucketCount {
  readonly bucket: number
  readonly calls: number
}

/** By nearest rank. `counts` in rising order of their buckets. */
export function percentilesOf(counts: readonly BucketCount[], percents: readonly number[]): (number | null)[] {
  const calls = counts.reduce((sum, one) => sum + one.calls, 0)
  return percents.map((percent) => {
    let left = Math.max(1, Math.ceil((calls * percent) / 100))
    const found = counts.find((one) => {
      left -= one.calls
      return left <= 0
    })
    return found === undefined ? null : msOfBucket(found.bucket)
  })
}
