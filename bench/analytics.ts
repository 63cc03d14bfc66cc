/**
 * The store of usage: `node bench/analytics.ts [records] [postgres://…]`, 200,000 records where it is not said. Records of full width come in in batches of
 * 1,000, spread over 30 days; then the questions of the pages, each three times; then a gateway's calls, without and with both running beside it.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnalyticsStore } from '../packages/control/src/analytics/analytics-store.ts'
import { ingestShipment } from '../packages/control/src/analytics/ingest.ts'
import { openAnalyticsStore } from '../packages/control/src/analytics/store/open-analytics-store.ts'
import { randomNumbers } from '../packages/control/src/simulation/random-numbers.ts'
import { measureGateway } from './analytics/gateway-latency.ts'
import { pageQuestions } from './analytics/questions.ts'
import { benchRecord, benchSource } from './analytics/records.ts'

const batchRecords = 1_000
const repetitions = 3

const count = Number(process.argv[2] ?? 200_000)
const folder = mkdtempSync(join(tmpdir(), 'tollgate-analytics-'))
const location = process.argv[3] ?? join(folder, 'usage.db')
try {
  const store = await openAnalyticsStore({ location, onIdleError: () => {} })
  await takeIn(store)
  await askAll(store)
  await store.close()
  const bytes = existsSync(location) ? statSync(location).size : 0
  print('file, MB', bytes / 1e6)
  print('file, bytes a record', bytes / count)
  const { without, beside } = await measureGateway(location)
  for (const [name, percentile] of [['p50', 0.5] as const, ['p99', 0.99] as const]) {
    const [alone, both] = [without.quantile(percentile), beside.quantile(percentile)]
    print(`gateway: ${name} of a call alone, ms`, alone)
    print(`gateway: ${name} beside taking in and asking, ms`, both)
    print(`gateway: ${name}, ratio`, both / alone)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function takeIn(store: AnalyticsStore): Promise<void> {
  const next = randomNumbers(1)
  let [cpuMicros, parseMicros, wallMs, slowestMs, width, tenth] = [0, 0, 0, 0, 0, 0]
  for (let taken = 0; taken < count; taken += batchRecords) {
    // As they come from gateways: lines, which are parsed and checked.
    const lines = Array.from({ length: batchRecords }, (_, index) => {
      return JSON.stringify(benchRecord(taken + index, { next, count }))
    })
    if (taken === 0) width = lines.join('').length / batchRecords
    parseMicros += parseAlone(lines)
    const [cpu, begun] = [process.cpuUsage(), performance.now()]
    const answer = await ingestShipment({ analytics: store, log: console }, { lines, source: benchSource })
    if (answer.taken !== lines.length) throw new Error(`${answer.taken} of ${lines.length} were taken in`)
    const [{ user, system }, ms] = [process.cpuUsage(cpu), performance.now() - begun]
    cpuMicros += user + system
    wallMs += ms
    slowestMs = Math.max(slowestMs, ms)
    if (taken < count * 0.9 && taken + batchRecords >= count * 0.9) tenth = cpuMicros
  }
  print('bytes of JSON a record', width)
  print('ingest: µs of CPU a record, all threads', cpuMicros / count)
  print('ingest: the same, of the last tenth', (cpuMicros - tenth) / (count / 10))
  print('JSON.parse alone, µs of CPU a record', parseMicros / count)
  print('ingest: times JSON.parse', cpuMicros / parseMicros)
  print('ingest: records a second on one core', (count / cpuMicros) * 1e6)
  print('ingest: records a second by the clock', (count / wallMs) * 1e3)
  print('ingest: slowest batch, ms', slowestMs)
}

/** What this machine takes for it at this moment: machines differ, and have neighbours. In µs of CPU. */
function parseAlone(lines: readonly string[]): number {
  const cpu = process.cpuUsage()
  for (const line of lines) JSON.parse(line)
  const { user, system } = process.cpuUsage(cpu)
  return user + system
}

async function askAll(store: AnalyticsStore): Promise<void> {
  process.stdout.write(`${''.padEnd(52)}${'p50, ms'.padStart(14)}${'most, ms'.padStart(14)}\n`)
  for (const [name, ask] of Object.entries(pageQuestions(store, count))) {
    const times: number[] = []
    for (let round = 0; round < repetitions; round++) {
      const begun = performance.now()
      await ask()
      times.push(performance.now() - begun)
    }
    times.sort((one, other) => one - other)
    print(name, times[Math.floor(repetitions / 2)] ?? 0, times.at(-1) ?? 0)
  }
}

function print(what: string, ...values: number[]): void {
  const shown = values.map((value) => value.toLocaleString('en', { maximumFractionDigits: 2 }).padStart(14))
  process.stdout.write(`${what.padEnd(52)}${shown.join('')}\n`)
}
