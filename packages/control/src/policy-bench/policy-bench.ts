import { randomUUID } from 'node:crypto'
import type { ApiRow } from '@tollgate/contract/snapshot'
import type { Verdict } from '@tollgate/contract/usage-record'
import { compileApi } from '@tollgate/gateway/pipeline/compile'
import type { Caller } from '@tollgate/gateway/pipeline/exchange'
import type { PolicyDefinition } from '@tollgate/gateway/pipeline/policy'
import type { PolicyTools } from '@tollgate/gateway/pipeline/policy-tools'
import { type ClientReads, type TrialCall, tryCall } from '@tollgate/gateway/pipeline/try-call'
import type { Protocol } from '@tollgate/gateway/protocols/protocol'
import { Problem } from '../services/problem.ts'
import { distinctSpans, type FoundSpan } from './find-spans.ts'
import { type PolicyNote, watchPolicy } from './watch-policy.ts'

export interface BenchTrial extends Pick<TrialCall, 'agent' | 'request' | 'answer'> {
  /** With the policies that are tried; its endpoints are of no account. */
  readonly row: ApiRow
  readonly operation: string
  readonly caller: Caller
  /** Who tries: each may so many times a minute. */
  readonly actor: string
}

export interface BenchVerdict extends Verdict {
  readonly reason: string | null
  readonly spans: readonly FoundSpan[]
}

export interface BenchResult {
  readonly verdicts: readonly BenchVerdict[]
  /** Attachments that were for this call. */
  readonly attachments: readonly string[]
  readonly sent: Readonly<Record<string, unknown>> | null
  readonly clientReads: ClientReads | null
}

/** What policies need of the process, and how it is given back. */
export interface BenchTools extends PolicyTools {
  close(): Promise<void>
}

interface BenchOptions {
  readonly definitions: readonly PolicyDefinition[]
  readonly protocols: readonly Protocol[]
  /** Made with the first trial: most control planes never have one. */
  readonly openTools: () => BenchTools
  readonly now: () => number
  /** Tests do not wait as long. */
  readonly trialMsMax?: number
}

/** A trial shares the process with everything else that the control plane does. */
const atOnceMax = 4
const perMinuteMax = 60
const trialMsMaxPreset = 10_000

/** A trial was not done in time. */
export class TrialTooLate extends Problem {
  readonly trialMs: number
  constructor(trialMs: number) {
    super('conflict', `The policies were not done after ${trialMs / 1000} s: try less of them at once.`)
    this.trialMs = trialMs
  }
}

/** Runs one of several trials of the same policies, within so many milliseconds at most. */
export type RunTrial = (
  trial: Omit<BenchTrial, 'row' | 'actor'>,
  msMax: number,
) => Promise<BenchResult | 'no-such-operation'>

/** Runs trials by the code that calls go through. */
export class PolicyBench {
  readonly #options: BenchOptions
  #tools: BenchTools | undefined
  #running = 0
  #minute = 0
  readonly #triedThisMinute = new Map<string, number>()

  constructor(options: BenchOptions) {
    this.#options = options
  }

  async run({ row, actor, ...trial }: BenchTrial): Promise<BenchResult> {
    return await this.runMany({ row, actor }, async (run) => {
      const result = await run(trial, trialMsMaxPreset)
      if (result === 'no-such-operation') throw new Error(`an operation that the API has not: ${trial.operation}`)
      return result
    })
  }

  /** What `work` runs counts as one trial; one after the other, by policies that are set up once. */
  async runMany<T>({ row, actor }: Pick<BenchTrial, 'row' | 'actor'>, work: (run: RunTrial) => Promise<T>): Promise<T> {
    this.#admit(actor)
    this.#running++
    try {
      const { trialMsMax = trialMsMaxPreset } = this.#options
      const runTrial = this.#prepare(row)
      return await work((trial, msMax) => inTime(runTrial(trial), Math.min(msMax, trialMsMax)))
    } finally {
      this.#running--
    }
  }

  async close(): Promise<void> {
    await this.#tools?.close()
  }

  #admit(actor: string): void {
    const minute = Math.floor(this.#options.now() / 60_000)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#triedThisMinute.clear()
    }
    const tried = this.#triedThisMinute.get(actor) ?? 0
    if (tried >= perMinuteMax)
      throw new Problem('too-many', `You have tried policies ${perMinuteMax} times in this minute: wait for the next.`)
    if (this.#running >= atOnceMax)
      throw new Problem('too-many', `${atOnceMax} trials are running at this moment: try again in a few seconds.`)
    this.#triedThisMinute.set(actor, tried + 1)
  }

  #prepare(row: ApiRow) {
    const { definitions, protocols, now, openTools } = this.#options
    this.#tools ??= openTools()
    const notes: PolicyNote[] = []
    const policies = definitions.map((definition) => watchPolicy(definition, (note) => notes.push(note)))
    const api = compileApi(row, { policies, protocols, tools: this.#tools, now })
    return async ({ operation: name, ...trial }: Parameters<RunTrial>[0]): ReturnType<RunTrial> => {
      const operation = api.operations.get(name)
      if (operation === undefined) return 'no-such-operation'
      notes.length = 0
      // Failures are told by the notes; a trial is nobody's call, so it does not stand in the log.
      const tried = await tryCall({ ...trial, id: `try-${randomUUID()}`, api, operation }, { policyFailed: () => {} })
      return { ...tried, verdicts: tried.verdicts.map((verdict) => withNotes(verdict, notes)) }
    }
  }
}

function withNotes(verdict: Verdict, notes: readonly PolicyNote[]): BenchVerdict {
  const own = notes.filter(({ attachmentId, phase }) => attachmentId === verdict.attachment && phase === verdict.phase)
  const reason = own.find((note) => note.reason !== null)?.reason ?? null
  return { ...verdict, reason, spans: distinctSpans(own.flatMap(({ spans }) => spans)) }
}

/** What waits for somebody else may go on behind it; it changes nothing. */
async function inTime<T>(work: Promise<T>, trialMsMax: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TrialTooLate(trialMsMax)), trialMsMax)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
