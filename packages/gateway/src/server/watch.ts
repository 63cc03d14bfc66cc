import type { Watched } from '../pipeline/call.ts'

const intervalMs = 1_000

/** Looks at every open answer once a second: one timer for all, instead of one for each. */
export class Watch {
  private readonly open = new Set<Watched>()
  private timer: NodeJS.Timeout | undefined

  add(watched: Watched): void {
    this.open.add(watched)
    this.timer ??= setInterval(() => this.tick(), intervalMs).unref()
  }

  delete(watched: Watched): void {
    this.open.delete(watched)
    if (this.open.size > 0) return
    clearInterval(this.timer)
    this.timer = undefined
  }

  private tick(): void {
    const now = performance.now()
    for (const watched of this.open) watched.tick(now)
  }
}
