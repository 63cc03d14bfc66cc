import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Contestant, RunningContestant } from '../contestants/contestant.ts'
import type { LoadResult } from '../load/load-messages.ts'
import type { ListeningMessage, ServeMessage } from '../mock/mock-messages.ts'
import { Child } from '../processes/child.ts'
import type { Cleanup } from '../processes/cleanup.ts'
import type { Scenario, Workload } from '../scenario.ts'
import { makeJob } from './make-job.ts'

/** The turn that is not counted. */
const warmUpSeconds = 2
const graceMs = 20_000

export interface ScenarioOptions {
  readonly rounds: number
  readonly seconds: number
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  readonly nodeOptions: string | null
  readonly cleanup: Cleanup
  readonly progress: (text: string) => void
}

/** One contestant in one scenario. `problem` says why there are no figures, or why they do not count. */
export interface Entry {
  readonly name: string
  version: string
  status: 'measured' | 'broken' | 'unavailable'
  problem: string | null
  readonly rounds: LoadResult[]
}

interface Seat {
  readonly entry: Entry
  readonly running: RunningContestant
  calls: number
}

/** Runs one scenario for all contestants in turn: A B C, A B C, …; the first turn only warms up and is not counted. */
export async function runScenario(
  scenario: Scenario,
  contestants: readonly Contestant[],
  options: ScenarioOptions,
): Promise<Entry[]> {
  const workload = scenario.workload(options)
  const mock = options.cleanup.add(forkModule('../mock/main.ts', options))
  const { port } = await mock.ask<ListeningMessage>({ answer: workload.answer } satisfies ServeMessage, 10_000)
  const load = options.cleanup.add(forkModule('../load/main.ts', options))
  const entries: Entry[] = []
  const seats: Seat[] = []
  try {
    for (const contestant of contestants) {
      const entry: Entry = { name: contestant.name, version: '', status: 'measured', problem: null, rounds: [] }
      entries.push(entry)
      const seat = await startContestant(contestant, entry, { port, scenario }, options)
      if (seat !== null) seats.push(seat)
    }
    await takeTurns(seats, workload, { mock, load }, options)
    for (const seat of seats) await audit(seat)
  } finally {
    for (const seat of seats) await seat.running.stop()
    await load.stop()
    await mock.stop()
  }
  return entries
}

async function startContestant(
  contestant: Contestant,
  entry: Entry,
  { port, scenario }: { port: number; scenario: Scenario },
  options: ScenarioOptions,
): Promise<Seat | null> {
  const folder = join(options.folder, scenario.name, contestant.name)
  mkdirSync(folder, { recursive: true })
  const { environment, nodeOptions } = options
  try {
    const running = await contestant.start({ upstreamPort: port, folder, environment, nodeOptions })
    options.cleanup.add(running)
    entry.version = running.version
    return { entry, running, calls: 0 }
  } catch (error) {
    entry.status = 'unavailable'
    entry.problem = error instanceof Error ? error.message : 'it did not start'
    return null
  }
}

async function takeTurns(
  seats: readonly Seat[],
  workload: Workload,
  { mock, load }: { mock: Child; load: Child },
  options: ScenarioOptions,
): Promise<void> {
  for (let round = 0; round <= options.rounds; round++) {
    for (const seat of seats) {
      if (seat.entry.status !== 'measured') continue
      options.progress(round === 0 ? `warming up ${seat.entry.name}` : `round ${round}: ${seat.entry.name}`)
      const job = makeJob(workload, seat.running, mock.pid, {
        measureMs: 1000 * (round === 0 ? Math.min(warmUpSeconds, options.seconds) : options.seconds),
        // Held-open answers last as long in the first turn as in the others.
        deadlineMs: options.seconds * 1000 + graceMs,
      })
      const result = await load.ask<LoadResult>(job, job.deadlineMs + graceMs)
      seat.calls += result.callsInAll
      if (round > 0) seat.entry.rounds.push(result)
      if (result.failures.count > 0) {
        seat.entry.status = 'broken'
        seat.entry.problem = `${result.failures.count} of ${result.callsInAll} answers were wrong: ${result.failures.first}`
      }
    }
  }
}

async function audit(seat: Seat): Promise<void> {
  if (seat.entry.status !== 'measured') return
  const problem = await seat.running.audit(seat.calls)
  if (problem === null) return
  seat.entry.status = 'broken'
  seat.entry.problem = problem
}

function forkModule(module: string, { environment }: ScenarioOptions): Child {
  return Child.fork(fileURLToPath(new URL(module, import.meta.url)), environment)
}
