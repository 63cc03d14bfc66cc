import { readMachineCpu, readProcessUsage } from '../measure/process-usage.ts'
import { heldOpenTimes } from '../scenario.ts'
import { Caller } from './caller.ts'
import type { LoadJob, LoadResult } from './load-messages.ts'
import { Meter } from './meter.ts'

const failuresMax = 20

interface JobState {
  meter: Meter
  callsInAll: number
  failureCount: number
  firstFailure: string | null
  /** False once no new call may start. */
  open: boolean
}

/** Runs one measurement. It ends by itself, by too many failures, or at its deadline. */
export async function runJob(job: LoadJob): Promise<LoadResult> {
  const state: JobState = { meter: new Meter(), callsInAll: 0, failureCount: 0, firstFailure: null, open: true }
  const callers = makeCallers(job, state)
  const deadlineAt = performance.now() + job.deadlineMs
  const rssBefore = readContestant(job).rssKilobytes
  await start(job, state, callers)
  await waitUntil(() => isWarm(job, callers), state, deadlineAt)
  await pause(job.warmUpMs, state)

  const measured = await measure(job, state)
  state.open = false
  const ended = await waitUntil(() => callers.every((caller) => !caller.calling), state, deadlineAt)
  if (!ended) noteFailure(state, 'answers were still open at the deadline')
  for (const caller of callers) caller.close()
  return {
    ...measured,
    callsInAll: state.callsInAll,
    rssKilobytes: { before: rssBefore, loaded: measured.rssLoaded },
    failures: { count: state.failureCount, first: state.firstFailure },
  }
}

function makeCallers(job: LoadJob, state: JobState): Caller[] {
  const request = Buffer.from(job.request, 'base64')
  const onAnswer = (caller: Caller, failure: string | null) => {
    state.callsInAll++
    if (failure !== null) noteFailure(state, failure)
    if (job.shape === 'back-to-back' && state.open) caller.call()
  }
  return Array.from(
    { length: job.connections },
    () => new Caller({ port: job.port, request, expected: job.expected, meter: () => state.meter, onAnswer }),
  )
}

function noteFailure(state: JobState, failure: string): void {
  state.firstFailure ??= failure
  if (++state.failureCount >= failuresMax) state.open = false
}

/** Held-open streams are opened one by one, so that opening them is no burst. */
async function start(job: LoadJob, state: JobState, callers: readonly Caller[]): Promise<void> {
  const everyMs = job.shape === 'held-open' ? heldOpenTimes.openMs / callers.length : 0
  const startedAt = performance.now()
  for (const [index, caller] of callers.entries()) {
    const waitMs = startedAt + index * everyMs - performance.now()
    if (waitMs > 1) await pause(waitMs, state)
    if (!state.open) return
    caller.call()
  }
}

function isWarm(job: LoadJob, callers: readonly Caller[]): boolean {
  return job.shape === 'back-to-back' || callers.every((caller) => caller.answering)
}

async function measure(job: LoadJob, state: JobState) {
  const meter = new Meter()
  const before = readAll(job)
  state.meter = meter
  await pause(job.measureMs, state)
  state.meter = new Meter()
  const after = readAll(job)
  return {
    seconds: (after.at - before.at) / 1000,
    calls: meter.calls,
    events: meter.events,
    cpuMicroseconds: cpuBetween(before, after),
    rssLoaded: after.contestant.rssKilobytes,
    firstByteMs: meter.firstByteMs.summary(),
    totalMs: meter.totalMs.summary(),
    eventDelayMs: meter.eventDelayMs.summary(),
  }
}

type Readings = ReturnType<typeof readAll>

function readAll(job: LoadJob) {
  const own = process.cpuUsage()
  return {
    at: performance.now(),
    contestant: readContestant(job),
    mock: readProcessUsage(job.processes.mock).cpuMicroseconds,
    load: own.user + own.system,
    machine: readMachineCpu(),
  }
}

function cpuBetween(before: Readings, after: Readings): LoadResult['cpuMicroseconds'] {
  const contestant = after.contestant.cpuMicroseconds - before.contestant.cpuMicroseconds
  const mock = after.mock - before.mock
  const load = after.load - before.load
  const all = after.machine.usedMicroseconds - before.machine.usedMicroseconds
  const stolen = after.machine.stolenMicroseconds - before.machine.stolenMicroseconds
  return { contestant, mock, load, others: Math.max(0, all - contestant - mock - load), stolen }
}

function readContestant(job: LoadJob) {
  const pid = job.processes.contestant
  return pid === null ? { cpuMicroseconds: 0, rssKilobytes: 0 } : readProcessUsage(pid)
}

/** Waits, but not for a contestant that has failed too often. */
async function pause(milliseconds: number, state: JobState): Promise<void> {
  const until = performance.now() + milliseconds
  while (state.open && performance.now() < until) {
    await sleep(Math.min(100, until - performance.now()))
  }
}

async function waitUntil(done: () => boolean, state: JobState, deadlineAt: number): Promise<boolean> {
  while (!done()) {
    if (performance.now() > deadlineAt || state.failureCount >= failuresMax) return false
    await sleep(10)
  }
  return true
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
