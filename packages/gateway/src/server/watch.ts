import type { Watched } from '../pipeline/call.ts'

const intervalMs = 1_000

/** Looks at every open attempt once a second: one timer for all, instead of one for each. */
export class Watch {
  private readonly open = new Set<Watched>()
  private readonly timer = setInterval(() => this.tick(), intervalMs).unref()

  add(watched: Watched): void {
    this.open.add(watched)
  }

  delete(watched: Watched): void {
    this.open.delete(watched)
  }

  close(): void {
    clearInterval(this.timer)
  }

  private tick(): void {
    const now = performance.now()
    for (const watched of this.open) watched.tick(now)
  }
}
