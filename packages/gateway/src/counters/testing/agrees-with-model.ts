import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { CounterState, CounterStore, Limit, Reservation, States } from '../counter-store.ts'
import type { Period } from '../window.ts'
import { CounterModel, type ModelCall } from './counter-model.ts'

/** Just before midnight in Berlin, the night in which its clocks are set back. */
const startsAt = Date.parse('2026-10-24T21:58:30.250Z')

const periods: Readonly<Record<string, Period>> = {
  minute: { unit: 'minute', count: 1 },
  day: { unit: 'day', count: 1, timeZone: 'Europe/Berlin' },
  rolling: { kind: 'rolling', unit: 'minute', count: 1 },
  long: { kind: 'rolling', unit: 'hour', count: 2 },
  calls: { kind: 'concurrency' },
}

const amount = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(1, 2 ** 31, 2 ** 32))

const limit: fc.Arbitrary<Limit> = fc
  .record({
    id: fc.constantFrom(...Object.keys(periods)),
    limit: fc.constantFrom(0, 1, 10, 40, 100, 2 ** 40, null),
    amount,
    isSoft: fc.constantFrom(false, false, false, true),
  })
  .map((one) => ({ ...one, period: periods[one.id] ?? { kind: 'concurrency' } }))

const limits = fc.uniqueArray(limit, { selector: ({ id }) => id, minLength: 1, maxLength: 5 })

const passes = fc.constantFrom(0, 0, 1, 250, 749, 750, 1_000, 29_500, 60_000, 61_000, 3_600_000, 43_200_000)
const lease = fc.constantFrom(1, 1_000, 60_000, 600_000, 90_000_000)

const operation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('reserve' as const), passes, limits, lease }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      passes,
      call: fc.nat(7),
      used: fc.array(amount, { minLength: 5, maxLength: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('extend' as const), passes, call: fc.nat(7), lease }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('charge' as const), passes, limits, ago: passes }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('set' as const), passes, limit }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const), passes, limits }) },
)

type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never

export interface ModelRun {
  readonly sequences: number
  readonly seed: number
}

/** Plays random sequences of operations against stores that nobody else counts in, and compares every answer with the model's. */
export async function assertAgreesWithModel(open: () => CounterStore, { sequences, seed }: ModelRun): Promise<void> {
  const sequence = fc.array(operation, { minLength: 1, maxLength: 24 })
  const property = fc.asyncProperty(sequence, async (operations) => {
    const played = new Played(open())
    for (const one of operations) await played.play(one)
    await played.compareAll()
  })
  await fc.assert(property, { numRuns: sequences, seed })
}

class Played {
  private readonly store: CounterStore
  private readonly model = new CounterModel()
  private readonly calls: { real: Reservation; model: ModelCall }[] = []
  private now = startsAt

  constructor(store: CounterStore) {
    this.store = store
  }

  async play(one: Operation): Promise<void> {
    this.now += one.passes
    switch (one.do) {
      case 'reserve':
        return this.reserve(one.limits, one.lease)
      case 'settle':
        return this.settle(one.call, one.used)
      case 'extend':
        return this.extend(one.call, one.lease)
      case 'charge': {
        const at = this.now - one.ago
        await this.store.charge(one.limits, at)
        return this.model.charge(one.limits, at)
      }
      case 'set':
        await this.store.setUsed(one.limit, one.limit.amount, this.now)
        return this.model.setUsed(one.limit, one.limit.amount, this.now)
      case 'read':
        return this.compare(one.limits, statesOf(await this.store.read(one.limits, this.now)))
    }
  }

  async compareAll(): Promise<void> {
    const all = Object.entries(periods).map(([id, period]) => ({ id, period, limit: null, amount: 0 }))
    for (const passed of [0, 1_000, 59_000, 7_200_000, 90_000_000]) {
      this.now += passed
      this.compare(all, statesOf(await this.store.read(all, this.now)))
    }
  }

  private async reserve(limits: readonly Limit[], leaseMs: number): Promise<void> {
    const real = await this.store.reserve(limits, this.now, leaseMs)
    const model = this.model.reserve(limits, this.now, leaseMs)
    assert.equal(real.kind, model === null ? 'refused' : 'reserved')
    if (real.kind === 'refused') this.compare([real.limit], [real.state])
    if (real.kind !== 'reserved' || model === null) return
    this.compare(limits, real.states)
    this.calls.push({ real, model })
  }

  private async settle(index: number, used: readonly number[]): Promise<void> {
    const call = this.calls[index % Math.max(1, this.calls.length)]
    if (call === undefined) return
    const wasSettled = call.model.end === 'settled'
    const result = await call.real.settle(used, this.now)
    this.model.settle(call.model, used, this.now)
    assert.equal(result.kind, 'settled')
    if (result.kind === 'settled' && !wasSettled) this.compare(call.model.limits, result.states)
  }

  private async extend(index: number, leaseMs: number): Promise<void> {
    const call = this.calls[index % Math.max(1, this.calls.length)]
    if (call === undefined) return
    const isExtended = await call.real.extend(leaseMs, this.now)
    this.model.extend(call.model, leaseMs, this.now)
    assert.equal(isExtended, call.model.end === 'open')
  }

  private compare(limits: readonly Limit[], states: readonly CounterState[]): void {
    const real = states.map(({ used, reserved }, index) => ({ id: limits[index]?.id, used, reserved }))
    const model = limits.map((limit) => ({ id: limit.id, ...this.model.read(limit, this.now) }))
    assert.deepEqual(real, model)
  }
}

function statesOf(result: States): readonly CounterState[] {
  assert.equal(result.kind, 'states')
  return result.kind === 'states' ? result.states : []
}
