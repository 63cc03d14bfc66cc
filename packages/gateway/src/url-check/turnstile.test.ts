import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Turnstile } from './turnstile.ts'

describe('Turnstile', () => {
  it('lets so many tasks run at once, and all of them in the end', async () => {
    const turnstile = new Turnstile(3)
    let [running, most] = [0, 0]
    const order: number[] = []
    const task = async (number: number) => {
      running++
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      order.push(number)
      running--
      if (number % 4 === 0) throw new Error(`task ${number}`)
      return number
    }
    const numbers = Array.from({ length: 20 }, (_, index) => index)
    const settled = await Promise.allSettled(numbers.map((number) => turnstile.run(() => task(number))))
    assert.equal(most, 3)
    assert.deepEqual(order, numbers)
    assert.equal(settled.filter(({ status }) => status === 'rejected').length, 5)
    assert.equal(await turnstile.run(async () => 'free again'), 'free again')
  })
})
