import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Counter, Limit, States } from './counter-store.ts'
import { UntoldCharges } from './untold-charges.ts'

const noon = Date.UTC(2026, 10, 23, 12)
const dayMs = 86_400_000
const daily: Counter = { id: 'day', period: { kind: 'calendar', unit: 'day', count: 1, timeZone: 'UTC' } }
const rolling: Counter = { id: 'hour', period: { kind: 'rolling', unit: 'hour', count: 1 } }

interface Told {
  readonly name: string
  readonly id: string | undefined
  readonly amount: number | undefined
  readonly at: number
}

/** Charges that are told to a store which is there or not. */
function told() {
  const heard: Told[] = []
  const store = { isAway: false }
  const charges = new UntoldCharges(async (name, limits: readonly Limit[], at): Promise<States> => {
    heard.push({ name, id: limits[0]?.id, amount: limits[0]?.amount, at })
    return store.isAway ? { kind: 'unavailable', reason: 'away' } : { kind: 'states', states: [] }
  })
  return { charges, heard, store }
}

describe('UntoldCharges', () => {
  it('tells one sum for each counter, and then has nothing left', async () => {
    const { charges, heard } = told()
    for (const amount of [3, 0, 4]) charges.add(daily, amount, noon)
    charges.add(rolling, 5, noon)
    await charges.flush()
    assert.deepEqual(
      heard.map(({ id, amount }) => [id, amount]),
      [
        ['day', 7],
        ['hour', 5],
      ],
    )
    assert.equal(charges.size, 0)
    await charges.close()
  })

  it('tells again what was not taken, under the same name and with the same sum', async () => {
    const { charges, heard, store } = told()
    store.isAway = true
    charges.add(daily, 3, noon)
    await charges.flush()
    charges.add(daily, 4, noon)
    store.isAway = false
    await charges.flush()
    const [first, again, later] = heard
    assert.deepEqual([first?.amount, again?.amount, later?.amount], [3, 3, 4])
    assert.deepEqual([first?.name === again?.name, again?.name === later?.name], [true, false])
    await charges.close()
  })

  it('forgets what belongs to a window that is over', async () => {
    const { charges, heard } = told()
    charges.add(daily, 3, noon)
    charges.add(daily, 4, noon + dayMs)
    await charges.flush()
    assert.deepEqual(
      heard.map(({ amount, at }) => [amount, at]),
      [[4, noon + dayMs]],
    )
    await charges.close()
  })

  it('tells by itself once something is there', async () => {
    const { charges, heard } = told()
    charges.add(daily, 3, noon)
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    assert.equal(heard[0]?.amount, 3)
    await charges.close()
  })
})
