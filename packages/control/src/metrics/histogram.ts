import type { Sample } from './text-format.ts'

/** Counts by buckets whose borders are seconds. */
export class Histogram {
  private readonly borders: readonly number[]
  /** One more than borders: what is above the last. */
  private readonly counts: number[]
  private sumMs = 0

  constructor(borders: readonly number[]) {
    this.borders = borders
    this.counts = [...borders.map(() => 0), 0]
  }

  add(ms: number): void {
    const found = this.borders.findIndex((border) => ms <= border * 1_000)
    const place = found < 0 ? this.borders.length : found
    this.counts[place] = (this.counts[place] ?? 0) + 1
    this.sumMs += ms
  }

  samples(labels: Sample['labels']): Sample[] {
    let total = 0
    const buckets = [...this.borders.map(String), '+Inf'].map((le, place): Sample => {
      total += this.counts[place] ?? 0
      return { suffix: '_bucket', labels: { ...labels, le }, value: total }
    })
    return [
      ...buckets,
      { suffix: '_sum', labels, value: this.sumMs / 1_000 },
      { suffix: '_count', labels, value: total },
    ]
  }
}
