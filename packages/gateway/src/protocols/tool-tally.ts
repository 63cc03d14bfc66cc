const namesMax = 50
const namePattern = /^[\w.:-]{1,100}$/
/** What has a name that is none, and all beyond the first ones. */
const others = 'other'

/** How often an answer calls which tools, by the names that rules know them by (request-tools.ts). Names are the model's: bounded. */
export class ToolTally {
  private counts: Map<string, number> | undefined

  note(name: string): void {
    this.counts ??= new Map()
    const known = namePattern.test(name) && (this.counts.has(name) || this.counts.size < namesMax)
    const place = known ? name : others
    this.counts.set(place, (this.counts.get(place) ?? 0) + 1)
  }

  /** null: it called none. */
  get calls(): Readonly<Record<string, number>> | null {
    return this.counts === undefined ? null : Object.fromEntries(this.counts)
  }
}
