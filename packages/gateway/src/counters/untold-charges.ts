import type { Counter, Limit, States } from './counter-store.ts'
import { Windows } from './window.ts'

interface Charge {
  readonly counter: Counter
  readonly amount: number
  /** Unix milliseconds: a moment of the window that it belongs to. */
  readonly at: number
}

interface NamedCharge extends Charge {
  readonly name: string
}

type Tell = (name: string, limits: readonly Limit[], at: number) => Promise<States>

const tellAgainMs = 500

/**
 * What was used while a shared store was away: one sum for each counter, told as soon as it is back, each under a name of its own, so that
 * what is told twice counts once. Of windows that are over nothing is kept: nobody counts in them any more.
 */
export class UntoldCharges {
  private readonly tell: Tell
  private readonly windows = new Windows()
  private readonly sums = new Map<string, Charge>()
  /** Told once, perhaps; their sums do not change any more. */
  private named: NamedCharge[] = []
  private names = 0
  private timer: NodeJS.Timeout | undefined
  private telling: Promise<void> | undefined

  constructor(tell: Tell) {
    this.tell = tell
  }

  get size(): number {
    return this.sums.size + this.named.length
  }

  add(counter: Counter, amount: number, at: number): void {
    if (amount === 0) return
    const known = this.sums.get(counter.id)
    const before = known !== undefined && this.isSameWindow(known, at) ? known.amount : 0
    this.sums.set(counter.id, { counter, amount: before + amount, at })
    this.wait()
  }

  /** Tells what is not told yet, once. */
  async flush(): Promise<void> {
    this.telling ??= this.tellAll().finally(() => {
      this.telling = undefined
    })
    await this.telling
  }

  /** Tells once more, and forgets what cannot be told. */
  async close(): Promise<void> {
    await this.flush()
    clearTimeout(this.timer)
    this.sums.clear()
    this.named = []
  }

  private isSameWindow({ counter: { period }, at }: Charge, now: number): boolean {
    if (period.kind !== 'calendar') return true
    return this.windows.at(period, at).startsAt === this.windows.at(period, now).startsAt
  }

  private async tellAll(): Promise<void> {
    for (const charge of this.sums.values()) this.named.push({ ...charge, name: String(++this.names) })
    this.sums.clear()
    for (let charge = this.named[0]; charge !== undefined; charge = this.named[0]) {
      const { name, counter, amount, at } = charge
      const told = await this.tell(name, [{ ...counter, limit: null, amount }], at)
      if (told.kind === 'unavailable') return
      this.named.shift()
    }
  }

  private wait(): void {
    if (this.timer !== undefined) return
    this.timer = setTimeout(async () => {
      await this.flush()
      this.timer = undefined
      if (this.size > 0) this.wait()
    }, tellAgainMs)
    this.timer.unref()
  }
}
