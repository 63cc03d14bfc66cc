/** Failures in a row after which a service is left alone. */
const failuresMax = 5
/** How long it is left alone before one call tries it again. */
const openMs = 10_000

export type Pass = 'usual' | 'probe'

/** Keeps calls from a service that fails: open after failures in a row, then one probe at a time until one succeeds. */
export class CircuitBreaker {
  private readonly now: () => number
  private failures = 0
  /** null: closed. */
  private openUntil: number | null = null
  private isProbing = false

  constructor(now: () => number) {
    this.now = now
  }

  get isOpen(): boolean {
    return this.openUntil !== null
  }

  /** Whether a call may be made now; who gets a pass reports once how it went. */
  admit(): Pass | undefined {
    if (this.openUntil === null) return 'usual'
    if (this.isProbing || this.now() < this.openUntil) return undefined
    this.isProbing = true
    return 'probe'
  }

  succeeded(): void {
    this.failures = 0
    this.openUntil = null
    this.isProbing = false
  }

  failed(pass: Pass): void {
    if (pass === 'probe') this.isProbing = false
    this.failures++
    if (this.failures >= failuresMax) this.openUntil = this.now() + openMs
  }

  /** The call says nothing about the service: it was given up. */
  abandoned(pass: Pass): void {
    if (pass === 'probe') this.isProbing = false
  }
}
