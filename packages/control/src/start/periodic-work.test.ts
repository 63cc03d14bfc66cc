import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { until } from '../testing/until.ts'
import { startPeriodicWork } from './periodic-work.ts'

const log = pino({ level: 'silent' })

/** Leases as the store gives them, without a clock: whoever comes first holds it until it is released. */
function leases() {
  const holders = new Map<string, string>()
  return {
    lease: async (name: string, holder: string) => {
      if (!holders.has(name)) holders.set(name, holder)
      return holders.get(name) === holder
    },
    releaseLeases: async (holder: string) => {
      for (const [name, held] of holders) if (held === holder) holders.delete(name)
    },
  }
}

test('startPeriodicWork does a job in one of two processes, and in the other when that one ends', async () => {
  const store = leases()
  const done = { first: 0, second: 0 }
  const job = (who: 'first' | 'second') => ({ name: 'prune', everyMs: 5, run: async () => void done[who]++ })
  const first = startPeriodicWork(store, [job('first')], log)
  await until('the first works', () => done.first > 2)
  const second = startPeriodicWork(store, [job('second')], log)
  await sleep(50)
  assert.equal(done.second, 0)
  await first.close()
  const before = done.first
  await until('the second works', () => done.second > 2)
  await second.close()
  assert.equal(done.first, before)
})

test('startPeriodicWork never runs a job beside itself, and goes on after a failure', async () => {
  let runs = 0
  let together = 0
  const run = async () => {
    runs++
    together++
    assert.equal(together, 1)
    await sleep(20)
    together--
    throw new Error('as planned')
  }
  const work = startPeriodicWork(leases(), [{ name: 'slow', everyMs: 5, run }], log)
  await until('it ran again', () => runs > 2)
  await work.close()
  assert.equal(together, 0)
})
