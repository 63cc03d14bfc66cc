/**
 * The store of usage on SQLite: `node bench/analytics.ts [records] [postgres://…]`, 200,000 records where it is not said.
 * Records of full width come in in batches of 1,000, spread over 30 days; then the questions of the pages, of all the time.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { AnalyticsStore, UsageQuery } from '../packages/control/src/analytics/analytics-store.ts'
import { openAnalyticsStore } from '../packages/control/src/analytics/store/open-analytics-store.ts'
import { randomNumbers } from '../packages/control/src/simulation/random-numbers.ts'

const batchRecords = 1_000
const source = { organisationId: 'org_bench', gatewayId: 'gw_1' }
const dayMs = 86_400_000
const to = Date.UTC(2026, 10, 20)
const from = to - 30 * dayMs
const all: UsageQuery = { organisationId: 'org_bench', from: from + 1_800_000, to: to - 1_800_000, filters: {} }
const applicationsMax = 60
const peopleMax = 400
const repositoriesMax = 120

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
  print('bytes a record', bytes / count)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function takeIn(store: AnalyticsStore): Promise<void> {
  const next = randomNumbers(1)
  const [batches, slowest] = [Math.ceil(count / batchRecords), { ms: 0 }]
  let [cpuMicros, wallMs, width] = [0, 0, 0]
  for (let batch = 0; batch < batches; batch++) {
    const records = Array.from({ length: batchRecords }, (_, index) => makeRecord(batch * batchRecords + index, next))
    if (batch === 0) width = JSON.stringify(records).length / batchRecords
    const [cpu, begun] = [process.cpuUsage(), performance.now()]
    await store.ingest(records, source)
    const [spent, ms] = [process.cpuUsage(cpu), performance.now() - begun]
    cpuMicros += spent.user + spent.system
    wallMs += ms
    slowest.ms = Math.max(slowest.ms, ms)
  }
  print('bytes of JSON a record', width)
  print('ingest: microseconds of CPU a record, all threads', cpuMicros / count)
  print('ingest: records a second of CPU', (count / cpuMicros) * 1e6)
  print('ingest: records a second by the clock', (count / wallMs) * 1e3)
  print('ingest: slowest batch, ms', slowest.ms)
}

async function askAll(store: AnalyticsStore): Promise<void> {
  const order = { order: 'cost', limit: 10 } as const
  const last = { ...all, from: to - dayMs }
  const some = { ...all, filters: { model: ['gpt-5.4'], team: ['team 3', 'team 4'] } }
  const questions: Readonly<Record<string, () => Promise<unknown>>> = {
    'totals, 30 days': () => store.totals(all),
    'totals, filtered': () => store.totals(some),
    'totals, one person sees': () => store.totals({ ...all, visible: [{ person: ['person 7@acme.example'] }] }),
    'series by hour': () => store.series(all, 'hour'),
    'series by day': () => store.series(all, 'day'),
    'by application': () => store.breakdown(all, 'application', order),
    'by person': () => store.breakdown(all, 'person', order),
    'by repository, filtered': () => store.breakdown(some, 'repository', order),
    'by model, last day': () => store.breakdown(last, 'model', order),
    percentiles: () => store.percentiles(all, 'totalMs', [50, 95, 99]),
    'percentiles, one model': () => store.percentiles({ ...all, filters: { model: ['gpt-5.4'] } }, 'totalMs', [95]),
    'percentiles, one person (scans)': () =>
      store.percentiles({ ...all, filters: { person: ['person 7@acme.example'] } }, 'totalMs', [95]),
    'requests, newest 100': () => store.requests({ ...all, limit: 100 }),
    'requests of one repository': () =>
      store.requests({ ...all, limit: 100, filters: { repository: ['github.com/acme/repository-9'] } }),
    'requests, none fits (scans)': () => store.requests({ ...all, limit: 100, keyId: 'nobody' }),
    'conversations, newest 100': () => store.conversations({ ...all, limit: 100 }),
    'conversations of one person': () =>
      store.conversations({ ...all, limit: 100, filters: { person: ['person 7@acme.example'] } }),
    'one record': () => store.record('org_bench', `req_${Math.floor(count / 2)}`),
    '1,000 records for an exporter': () => store.recordsAfter(Math.floor(count / 2), 1_000),
  }
  for (const [name, ask] of Object.entries(questions)) {
    const begun = performance.now()
    await ask()
    print(`${name}, ms`, performance.now() - begun)
  }
}

/** Each developer works with one application in a few repositories, as people do. */
function makeRecord(index: number, next: () => number): UsageRecord {
  const person = Math.floor(next() * peopleMax)
  const at = Math.floor(from + ((index + next() * 50) / (count + 50)) * (to - from))
  const model = ['gpt-5.4', 'gpt-5.4-mini', 'claude-sonnet-5'][Math.floor(next() ** 2 * 3)] ?? 'gpt-5.4'
  const isRefused = next() < 0.03
  const [inputTokens, outputTokens] = isRefused ? [0, 0] : [Math.floor(next() * 40_000), Math.floor(next() * 2_000)]
  const totalTokens = inputTokens + outputTokens
  const [application, repository] = [person % applicationsMax, (person * 3 + Math.floor(next() * 3)) % repositoriesMax]
  const totalMs = 300 + next() ** 3 * 60_000
  return {
    ...{ v: 1, id: `req_${index}`, at, outcome: isRefused ? 'refused' : 'answered', status: isRefused ? 429 : 200 },
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
    agent: agentOf(person, `repository-${repository}`, Math.floor(index / 400)),
    attempts: isRefused ? [] : [attemptAt(at, totalMs)],
    verdicts: (['regex-guardrail', 'pii-guardrail'] as const).map((policy) => {
      return { policy, attachment: `att_${policy}_0123456789`, phase: 'request', verdict: 'passed', ms: 0.214 }
    }),
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

function print(what: string, value: number): void {
  process.stdout.write(`${what.padEnd(52)}${value.toLocaleString('en', { maximumFractionDigits: 1 }).padStart(14)}\n`)
}
