/** Aborts where nothing came for too long, or where its parent is aborted: for one connection, to be disposed of with it. */
export class QuietWatch implements Disposable {
  private readonly controller = new AbortController()
  private readonly parent: AbortSignal
  private readonly stop = () => this.controller.abort()
  private timer: NodeJS.Timeout | undefined
  /** Set once it was too quiet: how long it was. */
  quietForMs: number | undefined

  constructor(parent: AbortSignal, ms: number) {
    this.parent = parent
    if (parent.aborted) this.stop()
    parent.addEventListener('abort', this.stop, { once: true })
    this.heard(ms)
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  /** Something came; the next has to come within `ms`. */
  heard(ms: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.quietForMs = ms
      this.stop()
    }, ms)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.timer)
    this.parent.removeEventListener('abort', this.stop)
    this.controller.abort()
  }
}
