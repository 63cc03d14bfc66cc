import { setImmediate as turn } from 'node:timers/promises'
import type { PolicyReplay, PolicyReplayCreate, ReplayedRequest } from '@tollgate/contract/resources/policy-replay'
import { type RunTrial, TrialTooLate } from '../../policy-bench/policy-bench.ts'
import { SealBroken } from '../../secrets/vault.ts'
import type { ApiRecord, KeptRequestRecord } from '../../storage/records.ts'
import { keptRequestPlace } from '../../storage/seal-place.ts'
import type { Reader } from '../../storage/store.ts'
import { parseBody } from '../kept-requests.ts'
import { conflict, type Problem } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'
import { actorOf, callerOf } from './trial-call.ts'
import { policyOnApi } from './trial-subject.ts'

/** Everybody who waits for this control plane waits less than that for one replay. */
const replayMsMax = 20_000
const spansShownMax = 20

interface Replaying {
  readonly verb: Verb
  readonly reader: Reader
  readonly run: RunTrial
}

/** Puts the last requests that an API kept through one policy. It asks no provider and keeps nothing. */
export async function replayPolicy(verb: Verb, input: PolicyReplayCreate): Promise<PolicyReplay> {
  const reader = readerOf(verb)
  const { api, row } = await policyOnApi(verb, reader, input)
  const kept = await reader.keptRequests(api.id, input.last)
  if (kept.length === 0) throw nothingKept(api)
  const endsAt = performance.now() + replayMsMax
  const requests = await verb.bench.runMany({ row, actor: actorOf(verb) }, async (run) => {
    const replayed: ReplayedRequest[] = []
    for (const request of kept) {
      // Between two of them everybody else has their turn.
      await turn()
      const leftMs = endsAt - performance.now()
      if (leftMs <= 0) break
      const outcome = await replayOne({ verb, reader, run }, request, leftMs)
      if (outcome === 'out-of-time') break
      if (outcome !== 'gone') replayed.push({ ...about(request), ...outcome })
    }
    return replayed
  })
  return { requests, summary: summaryOf(requests, kept.length) }
}

function nothingKept({ name, version, payloadCapture }: ApiRecord): Problem {
  const label = `${name}/${version}`
  if (payloadCapture !== 'none')
    return conflict(
      `${label} keeps requests (payloadCapture is ${payloadCapture}), and none is there yet: deploy it if it was not since, call it, and try again a few seconds later.`,
    )
  return conflict(
    `${label} keeps no requests: set its payloadCapture to redacted or full (tollgate apis update "${label}" --payload-capture redacted), deploy it, and try again once it was called.`,
  )
}

function about({ id, at, operation, protocol, outcome, capture }: KeptRequestRecord) {
  return { id, at: new Date(at).toISOString(), operation, protocol, outcome, capture }
}

type Outcome = Pick<ReplayedRequest, 'verdict' | 'reason' | 'found' | 'spans' | 'milliseconds'>

async function replayOne(
  replaying: Replaying,
  request: KeptRequestRecord,
  leftMs: number,
): Promise<Outcome | 'gone' | 'out-of-time'> {
  const { verb, reader, run } = replaying
  const sealed = await reader.keptBody(request.id)
  if (sealed === undefined) return 'gone'
  try {
    const body = parseBody(verb.vault.open(sealed, keptRequestPlace(request.id)))
    if (body === undefined) return couldNotRun('Its body is no JSON object.')
    const caller = await callerOf(verb, reader, { planId: null, teamId: null })
    const { operation, agent } = request
    return await judged(run, { operation, request: body, answer: null, caller, agent }, leftMs)
  } catch (error) {
    if (error instanceof SealBroken) return couldNotRun('It was sealed under a master key that is not here.')
    if (error instanceof TrialTooLate) return error.trialMs < leftMs ? couldNotRun(error.message) : 'out-of-time'
    throw error
  }
}

async function judged(run: RunTrial, call: Parameters<RunTrial>[0], leftMs: number): Promise<Outcome> {
  const result = await run(call, leftMs)
  if (result === 'no-such-operation') return couldNotRun(`The API does not have ${call.operation} any more.`)
  const verdict = result.verdicts.find(({ phase }) => phase === 'request')
  if (verdict === undefined) return { verdict: 'did-not-look', reason: null, found: {}, spans: [], milliseconds: 0 }
  const { reason, found = {}, spans, ms } = verdict
  return { verdict: verdict.verdict, reason, found, spans: spans.slice(0, spansShownMax), milliseconds: ms }
}

function couldNotRun(reason: string): Outcome {
  return { verdict: 'could-not-run', reason, found: {}, spans: [], milliseconds: 0 }
}

function summaryOf(requests: readonly ReplayedRequest[], keptCount: number): PolicyReplay['summary'] {
  const count = (...verdicts: ReadonlyArray<ReplayedRequest['verdict']>) =>
    requests.filter(({ verdict }) => verdicts.includes(verdict)).length
  const times = requests.map(({ milliseconds }) => milliseconds).toSorted((one, other) => one - other)
  return {
    tried: requests.length,
    passed: count('passed'),
    changed: count('changed', 'would-change'),
    refused: count('refused', 'would-refuse'),
    couldNotRun: count('could-not-run'),
    didNotLook: count('did-not-look'),
    notTried: keptCount - requests.length,
    milliseconds: { median: times[Math.floor(times.length / 2)] ?? 0, max: times.at(-1) ?? 0 },
  }
}
