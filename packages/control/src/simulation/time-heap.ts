interface Entry<T> {
  readonly at: number
  readonly order: number
  readonly item: T
}

/** What comes next, by time; of what is due at the same time, what was put in first. */
export class TimeHeap<T> {
  private readonly entries: Entry<T>[] = []
  private put = 0

  get size(): number {
    return this.entries.length
  }

  /** When the next is due; Infinity: there is none. */
  get nextAt(): number {
    return this.entries[0]?.at ?? Number.POSITIVE_INFINITY
  }

  push(at: number, item: T): void {
    const entry = { at, order: this.put++, item }
    let index = this.entries.length
    this.entries.push(entry)
    while (index > 0) {
      const above = (index - 1) >> 1
      const parent = this.entries[above]
      if (parent === undefined || !isBefore(entry, parent)) break
      this.entries[index] = parent
      index = above
    }
    this.entries[index] = entry
  }

  pop(): T | undefined {
    const first = this.entries[0]
    const last = this.entries.pop()
    if (first !== undefined && last !== undefined && this.entries.length > 0) this.sink(last)
    return first?.item
  }

  private sink(entry: Entry<T>): void {
    let index = 0
    for (;;) {
      const below = this.smallerBelow(index)
      const child = this.entries[below]
      if (child === undefined || !isBefore(child, entry)) break
      this.entries[index] = child
      index = below
    }
    this.entries[index] = entry
  }

  private smallerBelow(index: number): number {
    const left = 2 * index + 1
    const [one, other] = [this.entries[left], this.entries[left + 1]]
    return one !== undefined && other !== undefined && isBefore(other, one) ? left + 1 : left
  }
}

function isBefore<T>(one: Entry<T>, other: Entry<T>): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}
