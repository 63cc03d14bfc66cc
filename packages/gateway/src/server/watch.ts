import type { Watched } from '../pipeline/call.ts'

const intervalMs = 1_000

/** Looks at every open attempt once a second: one timer for all, instead of one for each. */
export class Watch {
  /** An array with an index on its members: a Set that is added to and deleted from with every call keeps dead calls alive for long. */
  private readonly open: Watched[] = []
  private readonly timer = setInterval(() => this.tick(), intervalMs).unref()

  add(watched: Watched): void {
    watched.watchIndex = this.open.length
    this.open.push(watched)
  }

  /** The last one takes the place of the one that leaves. */
  delete(watched: Watched): void {
    const index = watched.watchIndex
    if (this.open[index] !== watched) return
    const last = this.open.pop()
    if (last === undefined || last === watched) return
    this.open[index] = last
    last.watchIndex = index
  }

  close(): void {
    clearInterval(this.timer)
  }

  private tick(): void {
    const now = performance.now()
    for (const watched of [...this.open]) watched.tick(now)
  }
}
