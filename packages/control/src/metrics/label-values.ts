/** What is beyond the bound. */
export const otherValue = 'other'
const lengthMax = 200

/** The values of one label: the first so many have a place of their own, for as long as the process runs. */
export class LabelValues {
  private readonly most: number
  private readonly known = new Set<string>()

  constructor(most: number) {
    this.most = most
  }

  /** The value, or `other`. `mayEnter` false: one that is not known yet gets no place by this. */
  of(value: string, mayEnter = true): string {
    const short = value.slice(0, lengthMax)
    if (this.known.has(short)) return short
    if (!mayEnter || this.known.size >= this.most) return otherValue
    this.known.add(short)
    return short
  }
}
