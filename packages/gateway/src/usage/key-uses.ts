/** How many keys' last uses one report carries; the others wait for the next. */
const reportedMax = 1_000

export interface KeyUse {
  readonly id: string
  /** Unix milliseconds. */
  readonly at: number
}

/** When keys were last used, since it was last told: what the control plane shows of a key. */
export class KeyUses {
  private waiting = new Map<string, number>()

  note(id: string, at: number): void {
    this.waiting.set(id, at)
  }

  /** Takes what waits; what could not be told is given back with `giveBack`. */
  take(): KeyUse[] {
    const taken: KeyUse[] = []
    for (const [id, at] of this.waiting) {
      if (taken.length === reportedMax) break
      taken.push({ id, at })
      this.waiting.delete(id)
    }
    return taken
  }

  giveBack(uses: readonly KeyUse[]): void {
    for (const { id, at } of uses) if (!this.waiting.has(id)) this.waiting.set(id, at)
  }
}
