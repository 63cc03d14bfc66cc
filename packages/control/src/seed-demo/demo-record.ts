import type { ModelPriceRow } from '@tollgate/contract/snapshot'
import type { UsageRecord, Verdict } from '@tollgate/contract/usage-record'
import { moneyOf } from '@tollgate/gateway/quota/amounts'
import { agentHeaders } from './demo-agents.ts'
import type { Incident } from './demo-hours.ts'
import { type DemoPerson, demoMark, type Random, weighted } from './fleet.ts'

export interface DemoCall {
  readonly id: string
  readonly at: number
  readonly person: DemoPerson
  readonly conversation: string
  readonly repository: string
  readonly commit: string
  readonly subagent: string | null
  readonly turn: number
  readonly calls: number
  /** Tokens of the conversation so far. */
  readonly context: number
}

export interface RecordMaker {
  readonly prices: ModelPriceRow[]
  readonly random: Random
  readonly incident: Incident | undefined
  readonly period: { readonly from: number; readonly to: number }
}

type Fate = 'answered' | 'cancelled' | 'away' | 'throttled-there' | 'retried' | 'blocked' | 'quota' | 'throttled'

/** A call as a gateway would have written it down. */
export function demoRecord(call: DemoCall, maker: RecordMaker): UsageRecord {
  const { person, at } = call
  const fate = fateOf(call, maker)
  const usage = usageOf(fate, call, maker.random)
  const asked = person.model
  const isAsked = fate !== 'blocked' && fate !== 'quota' && fate !== 'throttled'
  const served = fate === 'answered' || fate === 'retried' || fate === 'cancelled' ? asked : null
  const requestBytes = call.context * 4
  const times = timesOf(fate, usage.outputTokens, maker)
  return {
    ...{ v: 1, id: call.id, at, ...endings[fate] },
    ...whoCalled(person),
    ...{ protocol: 'openai-responses', operation: 'POST /responses', model: { asked, served }, stream: true },
    agent: agentHeaders(turnOf(call), addressOf(person)),
    attempts: isAsked ? attemptsOf(fate, at, times) : [],
    verdicts: verdictsOf(fate, maker.random),
    tools: served === null ? null : toolsOf(maker.random),
    usage,
    ...moneyOf({ at, modelAsked: asked, modelServed: served, requestBytes, api: { prices: maker.prices } }, usage),
    ...{ requestBytes, responseBytes: usage.outputTokens * 30 + 400, ...times, configVersion: 1 },
  }
}

const endings: Readonly<Record<Fate, Pick<UsageRecord, 'outcome' | 'status' | 'refusal'>>> = {
  answered: { outcome: 'answered', status: 200, refusal: null },
  retried: { outcome: 'answered', status: 200, refusal: null },
  cancelled: { outcome: 'cancelled', status: 200, refusal: null },
  away: broken('provider_unreachable', 502, 'The provider cannot be reached.'),
  'throttled-there': broken('provider_throttled', 429, 'The provider takes no more calls now.'),
  blocked: refused('guardrail_blocked', 400, 'The request has a secret in it.', 'secrets'),
  quota: refused('quota_exceeded', 429, 'The tokens of this day are used up.', null),
  throttled: refused('throttled', 429, 'Too many requests in this minute.', null),
}

function broken(code: string, status: number, message: string): (typeof endings)[Fate] {
  return { outcome: 'failed', status, refusal: { code, policy: null, message } }
}

function refused(code: string, status: number, message: string, policy: string | null): (typeof endings)[Fate] {
  return { outcome: 'refused', status, refusal: { code, policy, message } }
}

function fateOf({ person, at }: DemoCall, { random, incident, period }: RecordMaker): Fate {
  const isTight = person.application.plan === 'AIBronze' && new Date(at).getUTCHours() >= 15
  // In the last third of the time one application has outgrown its plan.
  const isBeyond = isTight && at > period.from + ((period.to - period.from) * 2) / 3
  return weighted(
    [
      ['answered', incident?.kind === 'away' ? 25 : 94],
      ['cancelled', incident?.kind === 'slow' ? 20 : 2],
      ['retried', incident === undefined ? 0.6 : 12],
      ['away', incident?.kind === 'away' ? 60 : 0.2],
      ['throttled-there', incident?.kind === 'throttled' ? 45 : 0.3],
      ['blocked', 0.5],
      ['throttled', person.application.isAutomation ? 1.5 : 0.2],
      ['quota', isBeyond ? 40 : isTight ? 3 : 0],
    ],
    random,
  )
}

const noUsage: UsageRecord['usage'] = {
  ...{ inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0, totalTokens: 0 },
  ...{ estimated: false, source: 'none' },
}

function usageOf(fate: Fate, { context, calls }: DemoCall, random: Random): UsageRecord['usage'] {
  const outputTokens = Math.floor(30 + random() * random() * 2_400)
  if (fate === 'cancelled') {
    const seen = Math.ceil(outputTokens / 4)
    const counted = { inputTokens: context, outputTokens: seen, totalTokens: context + seen }
    return { ...noUsage, ...counted, estimated: true, source: 'estimate' }
  }
  if (fate !== 'answered' && fate !== 'retried') return noUsage
  // After its first call a conversation is in the provider's cache, save for what is new.
  const cached = calls > 1 && random() < 0.93 ? Math.floor(context * (0.7 + random() * 0.28)) : 0
  return {
    ...{ inputTokens: context, cachedInputTokens: cached, cacheWriteTokens: 0, outputTokens },
    ...{ reasoningTokens: Math.floor(outputTokens * random() * 0.7), totalTokens: context + outputTokens },
    ...{ estimated: false, source: 'provider' },
  }
}

/** Most calls of an agent end in a tool: it looks, and looks again. */
function toolsOf(random: Random): UsageRecord['tools'] {
  const tool = weighted(
    [
      ['exec_command', 60],
      ['apply_patch', 15],
      ['update_plan', 8],
      [null, 17],
    ],
    random,
  )
  return tool === null ? null : { [tool]: tool === 'exec_command' ? 1 + Math.floor(random() * 3) : 1 }
}

type Times = Pick<UsageRecord, 'firstByteMs' | 'totalMs'>

function timesOf(fate: Fate, outputTokens: number, { random, incident }: RecordMaker): Times {
  const slower = incident?.kind === 'slow' ? 6 : 1
  if (fate === 'blocked' || fate === 'quota' || fate === 'throttled')
    return { firstByteMs: tenths(1 + random() * 3), totalMs: tenths(4 + random() * 3) }
  const head = tenths((250 + random() * random() * 1_800) * slower)
  return { firstByteMs: head, totalMs: tenths(head + (outputTokens * (8 + random() * 6) + 20) * slower) }
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10
}

function attemptsOf(fate: Fate, at: number, { firstByteMs, totalMs }: Times): UsageRecord['attempts'] {
  const status = fate === 'away' ? null : fate === 'throttled-there' ? 429 : 200
  const headMs = status === null ? null : firstByteMs
  const failure = status === null ? 'connect ETIMEDOUT' : null
  const last = { endpoint: 'ep_demo_1', status, startedAt: at + 2, headMs, totalMs, failure, upstreamRequestId: null }
  if (fate !== 'retried') return [last]
  return [
    { ...last, status: 503, totalMs: 180, headMs: 175 },
    { ...last, endpoint: 'ep_demo_2', startedAt: at + 190 },
  ]
}

function verdictsOf(fate: Fate, random: Random): Verdict[] {
  const attachments = { phase: 'request', ms: tenths(0.1 + random()) } as const
  const secrets = { policy: 'secrets', attachment: 'pol_demo_1', ...attachments }
  const mask = { policy: 'pii-mask', attachment: 'pol_demo_2', ...attachments }
  if (fate === 'quota' || fate === 'throttled') return []
  if (fate === 'blocked') return [{ ...secrets, verdict: 'refused', found: { 'aws-access-key': 1 } }]
  const masked = random()
  if (masked < 0.03)
    return [
      { ...secrets, verdict: 'passed' },
      { ...mask, verdict: 'changed', found: { email: 1 } },
    ]
  const isSuspicious = masked > 0.99
  return [
    isSuspicious
      ? { ...secrets, verdict: 'would-refuse', found: { 'private-key': 1 } }
      : { ...secrets, verdict: 'passed' },
    { ...mask, verdict: 'passed' },
  ]
}

function whoCalled({ email, application }: DemoPerson): Pick<UsageRecord, 'caller' | 'api' | 'provider'> {
  const { id, name, team, plan } = application
  const person = email === '' ? null : email
  return {
    caller: {
      ...{ applicationId: id, application: name, team: team.name, costCentre: team.costCentre },
      ...{ keyId: `key_demo_${person ?? id}`, person, identity: person === null ? 'none' : 'verified' },
      ...{ subscriptionId: `sub_demo_${id}`, plan, keyType: 'production' },
    },
    api: { id: 'api_demo', name: `${demoMark}OpenAI API`, version: '1.0.0' },
    provider: `${demoMark}OpenAI`,
  }
}

function turnOf({ person, ...call }: DemoCall) {
  const { conversation, repository, commit, subagent, turn, calls } = call
  return {
    ...{ agent: person.agent, conversation, turn: `${conversation}-${turn}` },
    ...{ repository, commit, subagent, isDirty: calls > 2 },
  }
}

/** Of the block that is for documentation. */
function addressOf({ email, application }: DemoPerson): string {
  const text = email === '' ? application.id : email
  const sum = [...text].reduce((total, letter) => total + letter.charCodeAt(0), 0)
  return `192.0.2.${1 + (sum % 250)}`
}
