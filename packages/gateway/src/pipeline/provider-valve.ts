import type { UpstreamControl } from '../upstream/upstream.ts'

/**
 * Holds a provider back while the client is slower than it, or while a policy has to wait. What still comes from it meanwhile waits too,
 * in the order in which it came.
 */
export class ProviderValve {
  private control: UpstreamControl | undefined
  private readonly later: Array<() => void> = []
  private isOver = false
  private isBlocked = false
  /** A policy has to wait. */
  isWaiting = false

  connect(control: UpstreamControl): void {
    this.control = control
  }

  /** Nothing more is wanted of the provider. */
  shut({ abort }: { abort: boolean }): void {
    this.isOver = true
    this.later.length = 0
    if (abort) this.control?.abort()
  }

  /** What the provider sent while a policy waits: it is its turn when the policy is done. */
  delay(task: () => void): void {
    if (!this.isOver) this.later.push(task)
  }

  /** Goes on at once, or when the promise is settled; it must not reject. */
  pass<T>(value: T | Promise<T>, next: (value: T) => void): void {
    if (!(value instanceof Promise)) return next(value)
    this.isWaiting = true
    this.control?.pause()
    void value.then((settled) => {
      this.isWaiting = false
      if (this.isOver) return
      next(settled)
      while (!this.isWaiting && this.later.length > 0) this.later.shift()?.()
      this.resume()
    })
  }

  /** The client has enough until `onceDrained` calls back. */
  block(onceDrained: (listener: () => void) => void): void {
    this.isBlocked = true
    this.control?.pause()
    onceDrained(() => {
      this.isBlocked = false
      this.resume()
    })
  }

  private resume(): void {
    if (!this.isWaiting && !this.isBlocked && !this.isOver) this.control?.resume()
  }
}
