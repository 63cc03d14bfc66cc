import type { PolicyTrial, PolicyTrialCreate } from '@tollgate/contract/resources/policy-trial'
import type { ClientReads } from '@tollgate/gateway/pipeline/try-call'
import { SseReader } from '@tollgate/gateway/protocols/sse'
import type { BenchResult, BenchVerdict } from '../../policy-bench/policy-bench.ts'
import { readerOf, type Verb } from '../verb.ts'
import { trialCall } from './trial-call.ts'
import { type Subject, trialSubject, unattachedId } from './trial-subject.ts'

/** Puts a call through policies as gateways do, without a provider, and tells what came of it. Nothing is kept. */
export async function tryPolicies(verb: Verb, input: PolicyTrialCreate): Promise<PolicyTrial> {
  const reader = readerOf(verb)
  const subject = await trialSubject(verb, reader, input)
  const call = await trialCall(verb, reader, { input, row: subject.row })
  const result = await verb.bench.run({ ...call, row: subject.row })
  const { verdicts, sent, clientReads } = result
  return {
    verdicts: verdicts.map((verdict) => shownVerdict(subject, verdict)),
    notRun: notRun(subject, result, input),
    sent: sent === null ? null : { ...sent },
    reads: clientReads === null ? null : shownReads(clientReads),
    milliseconds: Math.round(verdicts.reduce((sum, { ms }) => sum + ms, 0) * 1000) / 1000,
  }
}

function shownVerdict({ row, ownIds }: Subject, tried: BenchVerdict): PolicyTrial['verdicts'][number] {
  const { policy, attachment, phase, verdict, found = {}, ms, reason, spans } = tried
  const isOwn = ownIds.has(attachment)
  const mode = row.policies.find(({ id }) => id === attachment)?.mode ?? 'enforce'
  return {
    ...{ policy, attachmentId: shownId(attachment), phase, mode, verdict, found, milliseconds: ms },
    // What keeps somebody else's policy from running is that somebody's.
    reason: isOwn || verdict !== 'could-not-run' ? reason : null,
    spans: isOwn ? [...spans] : null,
  }
}

function notRun({ row }: Subject, { verdicts, attachments, clientReads }: BenchResult, input: PolicyTrialCreate) {
  const ran = new Set(verdicts.map(({ attachment }) => attachment))
  const refused = clientReads?.refusal?.policy
  const why = (id: string): string => {
    if (!attachments.includes(id)) return 'Its condition is for other calls.'
    if (refused !== undefined && refused !== null) return `${refused} refused before it was its turn.`
    const isAnswered = input.answer !== undefined || input.direction === 'response'
    return isAnswered ? 'It does not look at what was tried.' : 'It does not look at requests: give an answer as well.'
  }
  return row.policies
    .filter(({ id }) => !ran.has(id))
    .map(({ id, policy }) => ({ policy, attachmentId: shownId(id), why: why(id) }))
}

function shownId(id: string): string | null {
  return id === unattachedId ? null : id
}

function shownReads({ status, refusal, contentType, body }: ClientReads): NonNullable<PolicyTrial['reads']> {
  const isStream = contentType === 'text/event-stream'
  return {
    status,
    refused: refusal !== null,
    policy: refusal?.policy ?? null,
    body: isStream ? payloadsOf(body) : JSON.parse(body.toString('utf8')),
  }
}

/** What is no JSON, such as the end of a stream of chat completions, stays the text that it is. */
function payloadsOf(bytes: Buffer): unknown[] {
  return new SseReader(bytes.length).push(bytes).map((event) => event.json() ?? event.data())
}
