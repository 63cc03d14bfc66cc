/** Lets so many tasks run at once; the others wait, in order. */
export class Turnstile {
  private free: number
  private readonly waiting: Array<() => void> = []

  constructor(places: number) {
    this.free = places
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--
    else await new Promise<void>((enter) => this.waiting.push(enter))
    try {
      return await task()
    } finally {
      // A place that is handed on was never free.
      const next = this.waiting.shift()
      if (next === undefined) this.free++
      else next()
    }
  }
}
