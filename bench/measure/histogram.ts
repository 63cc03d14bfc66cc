/** Values share a bucket where they differ by less than 1/64, so that a percentile is at most 1.6 % off. */
const stepsPerDoubling = 64
const doublings = 40
const smallest = 0.001

export interface Percentiles {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Counts values (milliseconds here) in logarithmic buckets: constant memory and a few nanoseconds a value. */
export class Histogram {
  readonly #buckets = new Uint32Array(stepsPerDoubling * doublings)
  #count = 0
  #max = 0

  get count(): number {
    return this.#count
  }

  add(value: number): void {
    this.#count++
    if (value > this.#max) this.#max = value
    const index = bucketOf(value)
    this.#buckets[index] = (this.#buckets[index] ?? 0) + 1
  }

  /** The value below which the share `quantile` (0 to 1) of all values lies; 0 where there is none. */
  quantile(quantile: number): number {
    const rank = Math.ceil(quantile * this.#count)
    let seen = 0
    for (let index = 0; index < this.#buckets.length; index++) {
      seen += this.#buckets[index] ?? 0
      if (seen >= rank && seen > 0) return Math.min(this.#max, middleOf(index))
    }
    return this.#max
  }

  summary(): Percentiles {
    return { count: this.#count, p50: this.quantile(0.5), p99: this.quantile(0.99), max: this.#max }
  }
}

function bucketOf(value: number): number {
  if (value <= smallest) return 0
  const index = Math.floor(Math.log2(value / smallest) * stepsPerDoubling)
  return Math.min(index, stepsPerDoubling * doublings - 1)
}

function middleOf(index: number): number {
  return smallest * 2 ** ((index + 0.5) / stepsPerDoubling)
}
