import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { WaitingRoom } from './waiting-room.ts'

const never = new AbortController().signal

describe('WaitingRoom', () => {
  test('has 32 places, and gives one that is free to who waits longest', async () => {
    const room = new WaitingRoom()
    const inside = await Promise.all(Array.from({ length: 32 }, () => room.enter(never)))
    const order: string[] = []
    const first = room.enter(never).then((leave) => order.push('first') && leave)
    const second = room.enter(never).then((leave) => order.push('second') && leave)
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(order, [])
    inside[0]?.()
    await first
    assert.deepEqual(order, ['first'])
    inside[1]?.()
    await second
    assert.deepEqual(order, ['first', 'second'])
  })

  test('a place is freed once, however often it is left', async () => {
    const room = new WaitingRoom()
    const inside = await Promise.all(Array.from({ length: 32 }, () => room.enter(never)))
    let entered = 0
    const waiting = [1, 2].map(() => room.enter(never).then(() => entered++))
    inside[0]?.()
    inside[0]?.()
    await waiting[0]
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(entered, 1)
    inside[1]?.()
    await waiting[1]
    assert.equal(entered, 2)
  })

  test('who gives up waiting takes no place', async () => {
    const room = new WaitingRoom()
    const inside = await Promise.all(Array.from({ length: 32 }, () => room.enter(never)))
    const impatient = new AbortController()
    const left = room.enter(impatient.signal)
    const patient = room.enter(never)
    impatient.abort(new Error('enough'))
    await assert.rejects(left, /enough/)
    inside[0]?.()
    await patient
  })

  test('sends away whom it has no chair for, and who comes with a call that is over', async () => {
    const room = new WaitingRoom()
    await Promise.all(Array.from({ length: 32 }, () => room.enter(never)))
    const stop = new AbortController()
    const waiting = Array.from({ length: 256 }, () => room.enter(stop.signal))
    await assert.rejects(room.enter(never), { kind: 'busy' })
    stop.abort(new Error('over'))
    const results = await Promise.allSettled(waiting)
    assert.ok(results.every(({ status }) => status === 'rejected'))
    await assert.rejects(room.enter(stop.signal), /over/)
  })
})
