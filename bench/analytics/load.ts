/** A process beside the gateway, as a control plane is: takes records in at a steady rate, and meanwhile asks what the pages ask. `load.ts LOCATION`; ends when told to. */
import { setTimeout as sleep } from 'node:timers/promises'
import { openAnalyticsStore } from '../../packages/control/src/analytics/store/open-analytics-store.ts'
import { randomNumbers } from '../../packages/control/src/simulation/random-numbers.ts'
import { pageQuestions } from './questions.ts'
import { benchRecord, benchSource } from './records.ts'

const recordsASecond = 1_000
const batchesASecond = 4
/** Between two questions. */
const pauseMs = 250

const store = await openAnalyticsStore({ location: process.argv[2] ?? '', onIdleError: () => {} })
let isStopped = false
process.once('message', () => {
  isStopped = true
})
const running = Promise.all([takeIn(), ask()])
process.send?.('running')
await running
await store.close()
process.disconnect?.()

async function takeIn(): Promise<void> {
  const next = randomNumbers(process.pid)
  const size = recordsASecond / batchesASecond
  // They are new: of a run of their own.
  const first = process.pid * 1_000_000
  for (let taken = 0; !isStopped; taken += size) {
    const begun = performance.now()
    const records = Array.from({ length: size }, (_, index) => {
      return { ...benchRecord(taken + index, { next, count: 10_000_000 }), id: `load_${first + taken + index}` }
    })
    await store.ingest(records, benchSource)
    await sleep(Math.max(0, 1_000 / batchesASecond - (performance.now() - begun)))
  }
}

async function ask(): Promise<void> {
  const questions = Object.values(pageQuestions(store, 1_000))
  for (let turn = 0; !isStopped; turn++) {
    await questions[turn % questions.length]?.()
    await sleep(pauseMs)
  }
}
