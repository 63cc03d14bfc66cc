import type { Usage, UsageRecord } from '@tollgate/contract/usage-record'
import { randomNumbers } from '../../simulation/random-numbers.ts'

const kinds = ['plain', 'streamed', 'aborted', 'retried', 'refused', 'unpriced', 'failed'] as const
type Kind = (typeof kinds)[number]
type Pick1 = <Value>(values: readonly Value[]) => Value

export interface Callers {
  readonly applications: ReadonlyArray<{ readonly id: string; readonly name: string; readonly team: string | null }>
  readonly apis: ReadonlyArray<{ readonly id: string; readonly name: string; readonly version: string }>
  readonly people: readonly (string | null)[]
}

const usualCallers: Callers = {
  applications: [
    { id: 'app_1', name: 'shop', team: 'Payments' },
    { id: 'app_2', name: 'search', team: null },
  ],
  apis: [
    { id: 'api_1', name: 'OpenAI API', version: '2.3.0' },
    { id: 'api_2', name: 'Claude', version: '1' },
  ],
  people: ['alice@acme.example', 'bob@acme.example', null],
}

/** Calls of every kind, spread over a time; the same seed, the same calls. */
export function randomRecords(
  count: number,
  { seed, from, to, callers = usualCallers }: { seed: number; from: number; to: number; callers?: Callers },
): UsageRecord[] {
  const next = randomNumbers(seed)
  const pick: Pick1 = (values) => {
    const value = values[Math.floor(next() * values.length)]
    if (value === undefined) throw new Error('there is nothing to pick from')
    return value
  }
  return Array.from({ length: count }, (_, index) => {
    const at = Math.floor(from + next() * (to - from))
    return randomRecord(`req_${seed}_${index}`, at, { kind: pick(kinds), pick, next, callers })
  })
}

interface Dice {
  readonly kind: Kind
  readonly pick: Pick1
  readonly next: () => number
  readonly callers: Callers
}

function randomRecord(id: string, at: number, { kind, pick, next, callers }: Dice): UsageRecord {
  const application = pick(callers.applications)
  const person = pick(callers.people)
  const api = pick(callers.apis)
  const isAsked = kind !== 'refused'
  const usage = isAsked && kind !== 'failed' ? randomUsage(kind, next) : noUsage
  const model = kind === 'unpriced' ? 'house-1' : pick(['gpt-5.4', 'gpt-5.4-mini', 'claude-sonnet-5'])
  return {
    ...{
      v: 1,
      id,
      at,
      protocol: 'openai-responses',
      operation: 'POST /responses',
      api,
      provider: pick(['openai', 'anthropic']),
    },
    outcome: outcomes[kind],
    status: kind === 'refused' ? 429 : kind === 'failed' ? 502 : 200,
    refusal: refusalOf(kind, pick),
    caller: {
      ...{ applicationId: application.id, application: application.name, team: application.team },
      ...{ costCentre: pick(['CC-1', null]), keyId: 'key_1', person, identity: person === null ? 'none' : 'verified' },
      ...{ subscriptionId: null, plan: pick(['Gold', null]), keyType: 'production' },
    },
    model: { asked: model, served: isAsked ? model : null },
    tools: isAsked ? { exec_command: 2 } : null,
    stream: kind === 'streamed' || kind === 'aborted',
    agent: agentOf(pick),
    attempts: Array.from({ length: isAsked ? (kind === 'retried' ? 2 : 1) : 0 }, (_, index) => ({
      ...{ endpoint: `https://provider-${index + 1}`, startedAt: at + 5 + index * 50, headMs: 20 + index },
      ...{ status: kind === 'retried' && index === 0 ? 503 : 200, totalMs: 40, failure: null, upstreamRequestId: null },
    })),
    verdicts: verdictsOf(kind, pick),
    usage,
    cost:
      kind === 'unpriced' || usage.totalTokens === 0
        ? null
        : { amount: usage.totalTokens * 3, saved: usage.cachedInputTokens },
    unpriced: kind === 'unpriced' && usage.totalTokens > 0,
    ...{ requestBytes: 1_000, responseBytes: isAsked ? 5_000 : 200, configVersion: 7 },
    ...{ firstByteMs: isAsked ? 30 + next() * 500 : null, totalMs: 50 + next() * 5_000 },
  }
}

const outcomes: Readonly<Record<Kind, UsageRecord['outcome']>> = {
  ...{ plain: 'answered', streamed: 'answered', aborted: 'cancelled', retried: 'answered' },
  ...{ refused: 'refused', unpriced: 'answered', failed: 'failed' },
}

const noUsage: Usage = {
  ...{ inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0, totalTokens: 0 },
  ...{ estimated: false, source: 'none' },
}

function randomUsage(kind: Kind, next: () => number): Usage {
  const inputTokens = Math.floor(next() * 40_000)
  const outputTokens = Math.floor(next() * 2_000)
  return {
    ...{ inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, cacheWriteTokens: 0 },
    cachedInputTokens: Math.floor(inputTokens * next()),
    reasoningTokens: Math.floor(outputTokens * next()),
    estimated: kind === 'aborted',
    source: kind === 'aborted' ? 'estimate' : 'provider',
  }
}

function refusalOf(kind: Kind, pick: Pick1): UsageRecord['refusal'] {
  if (kind === 'refused') return { code: pick(['quota-exceeded', 'guardrail']), policy: null, message: 'Not now.' }
  return kind === 'failed' ? { code: 'upstream-unreachable', policy: null, message: 'It does not answer.' } : null
}

function verdictsOf(kind: Kind, pick: Pick1): UsageRecord['verdicts'] {
  const verdict = kind === 'refused' ? 'refused' : pick(['passed', 'changed', 'would-refuse'] as const)
  return [{ policy: 'regex', attachment: 'pol_1', phase: 'request', verdict, ms: 1 }]
}

function agentOf(pick: Pick1): UsageRecord['agent'] {
  const thread = pick(['thread-1', 'thread-2', null])
  const repository = pick(['shop', 'search', null])
  const remote = { associated_remote_urls: { origin: `https://github.com/acme/${repository}.git` } }
  const metadata = {
    ...(thread === null ? {} : { thread_id: thread, turn_id: `${thread}-${pick(['a', 'b', 'c'])}` }),
    ...(repository === null ? {} : { workspaces: { '/srv/a': remote } }),
  }
  return {
    ...{ name: pick(['codex_exec', 'codex-tui']), userAgent: 'codex_exec/0.142.3', address: '127.0.0.1' },
    ...{ metadata: JSON.stringify(metadata), session: null, thread: null, parent: null, subagent: null },
  }
}
