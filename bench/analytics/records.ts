import type { UsageRecord } from '@tollgate/contract/usage-record'

export const benchSource = { organisationId: 'org_bench', gatewayId: 'gw_1' }
const dayMs = 86_400_000
export const benchTo = Date.UTC(2026, 10, 20)
export const benchFrom = benchTo - 30 * dayMs
const applicationsMax = 60
const peopleMax = 400
const repositoriesMax = 120
const callsAConversation = 40
/** Threads of gateways that calls come in turns from. */
const gatewayThreads = 8

interface Dice {
  readonly next: () => number
  /** Of all: they are spread over the thirty days. */
  readonly count: number
}

/** As gateways make them (gateway/src/server/request-ids.ts). */
export function benchId(index: number): string {
  const thread = (index % gatewayThreads) + 1
  return `${(thread * 0x1234567).toString(16).padStart(20, 'a')}${Math.floor(index / gatewayThreads)
    .toString(16)
    .padStart(8, '0')}`
}

/** Each developer works with one application in a few repositories, as people do. */
export function benchRecord(index: number, { next, count }: Dice): UsageRecord {
  const person = Math.floor(next() * peopleMax)
  const at = Math.floor(benchFrom + ((index + next() * 50) / (count + 50)) * (benchTo - benchFrom))
  const model = ['gpt-5.4', 'gpt-5.4-mini', 'claude-sonnet-5'][Math.floor(next() ** 2 * 3)] ?? 'gpt-5.4'
  const isRefused = next() < 0.03
  const [inputTokens, outputTokens] = isRefused ? [0, 0] : [Math.floor(next() * 40_000), Math.floor(next() * 2_000)]
  const totalTokens = inputTokens + outputTokens
  const [application, repository] = [person % applicationsMax, (person * 3 + Math.floor(next() * 3)) % repositoriesMax]
  const totalMs = 300 + next() ** 3 * 60_000
  return {
    ...{ v: 1, id: benchId(index), at, outcome: isRefused ? 'refused' : 'answered', status: isRefused ? 429 : 200 },
    refusal: isRefused ? { code: 'quota-exceeded', policy: null, message: 'The plan has no tokens left today.' } : null,
    caller: {
      ...{
        applicationId: `app_${application}`,
        application: `application ${application}`,
        team: `team ${application % 8}`,
      },
      ...{ costCentre: `CC-${application % 5}`, keyId: `key_${person}`, person: `person ${person}@acme.example` },
      ...{ identity: 'verified', subscriptionId: `sub_${application}`, plan: 'AIGold', keyType: 'production' },
    },
    api: { id: `api_${model.length % 3}`, name: 'OpenAI API', version: '2.3.0' },
    ...{ provider: model.startsWith('gpt') ? 'openai' : 'anthropic', protocol: 'openai-responses' },
    ...{ operation: 'POST /responses', model: { asked: model, served: model }, stream: true },
    agent: agentOf(person, `repository-${repository}`, Math.floor(index / (peopleMax * callsAConversation))),
    attempts: isRefused ? [] : [attemptAt(at, totalMs)],
    verdicts: (['regex-guardrail', 'pii-guardrail'] as const).map((policy) => {
      const verdict = next() < 0.02 ? 'changed' : 'passed'
      return { policy, attachment: `att_${policy}_0123456789`, phase: 'request', verdict, ms: 0.214 }
    }),
    tools: isRefused ? null : { exec_command: 1 + (index % 3) },
    usage: {
      ...{ inputTokens, cachedInputTokens: Math.floor(inputTokens * next()), cacheWriteTokens: 0, outputTokens },
      ...{ reasoningTokens: Math.floor(outputTokens / 3), totalTokens, estimated: false, source: 'provider' },
    },
    ...{ cost: isRefused ? null : { amount: totalTokens * 3, saved: inputTokens }, unpriced: false },
    ...{ requestBytes: 48_211, responseBytes: 20_187, firstByteMs: totalMs / 8, totalMs, configVersion: 41 },
  }
}

function attemptAt(at: number, totalMs: number): UsageRecord['attempts'][number] {
  return {
    ...{ endpoint: 'https://api.openai.com/v1', status: 200, startedAt: at + 3, headMs: totalMs / 9 },
    ...{ totalMs: totalMs - 5, failure: null, upstreamRequestId: 'req_0123456789abcdef0123456789abcdef' },
  }
}

function agentOf(person: number, repository: string, session: number): UsageRecord['agent'] {
  const thread = `0199a213-81c0-7800-8aa1-${String(person).padStart(6, '0')}${String(session).padStart(6, '0')}`
  const remote = { associated_remote_urls: { origin: `git@github.com:acme/${repository}.git` } }
  const checkout = { ...remote, latest_git_commit_hash: '4c1c1aa0be1c4fa2b2a9d5b3a3b5d40e9c1f0a11', has_changes: true }
  const metadata = {
    ...{ session_id: thread, thread_id: thread, turn_id: `${thread}-${session % 7}`, thread_source: 'user' },
    ...{ sandbox: 'seccomp', workspaces: { [`/srv/person${person}/${repository}`]: checkout } },
  }
  return {
    ...{
      name: 'codex_exec',
      userAgent: 'codex_exec/0.142.3 (Ubuntu 24.4.0; x86_64) xterm-256color',
      address: '10.1.2.3',
    },
    ...{ metadata: JSON.stringify(metadata), session: thread, thread, parent: null, subagent: null },
  }
}
