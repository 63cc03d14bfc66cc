import { setTimeout as sleep } from 'node:timers/promises'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { startRedis } from '@tollgate/gateway/counters/testing/start-redis'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { makeKey, makeServedApi } from './api-by-rest.ts'
import { call } from './call.ts'
import { CallLoad, callAgent, faultyProvider, usageOfCall } from './call-load.ts'
import { seeded } from './seeded.ts'
import { ControlProcess, GatewayProcess } from './separate-processes.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { until } from './until.ts'
import { readUsageRecords } from './usage-log.ts'

export interface QuotaKillReport {
  readonly seed: number
  readonly kills: number
  /** Calls that reached the provider. */
  readonly calls: number
  /** Of these, those whose answer the client had to its end. */
  readonly completed: number
  /** Those that were open at a kill, and were booked by their estimates. */
  readonly booked: number
  readonly openAtKills: number
  readonly slowestStartMs: number
  /** What was lost, doubled, or counted otherwise than it is recorded. Empty is good. */
  readonly problems: readonly string[]
}

export interface QuotaKillOptions {
  readonly kills: number
  readonly seed: number
  /** Calls that are open at once. */
  readonly callers: number
  /** How many processes count together in Redis, of which one is killed at a time; left out: one, which counts by itself. */
  readonly gateways?: number | undefined
}

const outputCap = 2_000
const limits = [
  { metric: 'requests', limit: 1_000_000_000, per: 'month' },
  { metric: 'total-tokens', limit: 1_000_000_000_000, per: 'month' },
]

/** Until what was used has been told to Redis, by whoever lives and for whoever was killed. */
const toldWithinMs = 15_000

/** Kills a gateway while calls stream; after every start it compares its log with the provider's, and its counters with its log. */
export async function runQuotaKills({
  kills,
  seed,
  callers,
  gateways: count,
}: QuotaKillOptions): Promise<QuotaKillReport> {
  await using stack = new AsyncDisposableStack()
  const random = seeded(seed)
  const provider = stack.use(await FakeProvider.start({ answer: faultyProvider(random) }))
  const home = stack.use(await temporaryFolder()).path
  const control = stack.use(new ControlProcess({ home }))
  await control.start()
  const redis = count === undefined ? undefined : stack.use(await startRedis())
  const environment: Record<string, string> = redis === undefined ? {} : { REDIS_URL: redis.url }
  const gateways: GatewayProcess[] = []
  while (gateways.length < (count ?? 1)) {
    const gateway = stack.use(await GatewayProcess.create({ home, control: control.ready, environment }))
    await gateway.start()
    gateways.push(gateway)
  }
  const anyOf = () => gateways[Math.floor(random() * gateways.length)] as GatewayProcess
  const admin = await control.client(home)
  const api = await makeServedApi(admin, provider.url)
  await admin.done('PATCH', `/plans/${api.planId}`, { limits, outputCap })
  const { key } = await makeKey(admin, api.applicationId)
  const urlOf = (gateway: GatewayProcess) => `${gateway.ready.httpUrl}${api.path}/responses`
  const url = () => urlOf(anyOf())
  for (const gateway of gateways)
    await until('the plan to be in force', async () => (await probe(urlOf(gateway), key)) !== undefined)
  const load = new CallLoad({ url, key, random, callers })
  /** With the kill after which each was seen first. */
  const problems = new Map<string, number>()
  let slowestStartMs = 0
  let openAtKills = 0
  for (let kill = 0; kill < kills; kill++) {
    const gateway = anyOf()
    openAtKills += await killUnderLoad({ gateway, load, random })
    const startedAt = performance.now()
    await gateway.start()
    slowestStartMs = Math.max(slowestStartMs, performance.now() - startedAt)
    const sides = { home, provider, load, probe: () => probe(urlOf(gateway), key) }
    const wrong = await (redis === undefined ? compare(sides) : compareOnceTold(sides))
    for (const text of wrong) if (!problems.has(text)) problems.set(text, kill + 1)
  }
  const records = await readUsageRecords(home)
  const found = [...problems].map(([text, kill]) => `after kill ${kill}: ${text}`)
  return {
    ...{ seed, kills, openAtKills, problems: [...found, ...load.problems] },
    calls: provider.served.length,
    completed: load.completed.size,
    booked: records.filter(({ status }) => status === 0).length,
    slowestStartMs: Math.round(slowestStartMs),
  }
}

interface Scene {
  readonly gateway: GatewayProcess
  readonly load: CallLoad
  readonly random: () => number
}

/** How many calls were open. */
async function killUnderLoad({ gateway, load, random }: Scene): Promise<number> {
  const running = load.run()
  try {
    await until('calls in mid-stream', () => load.open >= load.callers * 0.7, 60_000)
    // Now and then long enough for the counters to be saved, or to be just being saved.
    await sleep(random() < 0.1 ? 4_000 + random() * 3_000 : random() * 1_200)
    return load.open
  } finally {
    await gateway.kill()
    load.stop()
    await running
  }
}

interface Sides {
  readonly home: string
  readonly provider: FakeProvider
  readonly load: CallLoad
  probe(): Promise<Used | undefined>
}

/** With no call open: the provider's own log, the ledger, and the counters. */
export async function compare({ home, provider, load, probe: ask }: Sides): Promise<string[]> {
  const used = await ask()
  const records = await readUsageRecords(home)
  // The probe's own record is the last one, and it saw the counters without what it used itself.
  const probed = records.filter(({ outcome }) => outcome !== 'refused').slice(0, -1)
  const requests = probed.filter(({ usage }) => usage.source !== 'none').length
  const tokens = probed.reduce((sum, { usage }) => sum + usage.totalTokens, 0)
  const wrong = compareLogs(provider, records, load)
  if (used?.requests !== requests) wrong.push(`the counter has ${used?.requests} requests, and the log ${requests}`)
  if (used?.tokens !== tokens) wrong.push(`the counter has ${used?.tokens} tokens, and the log ${tokens}`)
  return wrong
}

/** The same, where the counters hear of it a moment later. */
async function compareOnceTold(sides: Sides): Promise<string[]> {
  const deadline = performance.now() + toldWithinMs
  for (;;) {
    const wrong = await compare(sides)
    if (wrong.length === 0 || performance.now() > deadline) return wrong
    await sleep(200)
  }
}

function compareLogs(provider: FakeProvider, records: readonly UsageRecord[], load: CallLoad): string[] {
  const wrong: string[] = []
  const byAgent = Map.groupBy(records, ({ agent }) => agent.userAgent ?? '')
  for (const { request, reply, outcome } of provider.served) {
    const agent = request.header('user-agent') ?? ''
    if (!agent.startsWith(callAgent)) continue
    const found = byAgent.get(agent) ?? []
    const [record] = found
    if (found.length !== 1 || record === undefined) wrong.push(`${agent} has ${found.length} records`)
    else if (outcome === 'sent' && reply.usage !== undefined) {
      const produced = usageOfCall(agent)
      const total = produced.inputTokens + produced.outputTokens
      if (load.completed.has(agent) && (record.outcome !== 'answered' || record.usage.totalTokens !== total))
        wrong.push(
          `${agent} was answered with ${total} tokens, and recorded ${record.outcome}, ${record.usage.totalTokens}`,
        )
      if (record.usage.totalTokens < total && !load.left.has(agent))
        wrong.push(`${agent} used ${total} tokens and is charged ${record.usage.totalTokens}`)
    }
  }
  for (const [agent, found] of byAgent)
    if (agent.startsWith(callAgent) && found.length > 1) wrong.push(`${agent} is in the log ${found.length} times`)
  return wrong
}

interface Used {
  readonly requests: number
  readonly tokens: number
}

const probeBody = '{"model":"gpt-5.4","input":"probe"}'

/** What the counters had before this call, as its answer tells: what is left is without what is set aside for it. */
async function probe(url: string, key: string): Promise<Used | undefined> {
  const headers = { apikey: key, 'content-type': 'application/json', 'user-agent': 'probe' }
  const answer = await call(url, { body: probeBody, headers })
  const left = (kind: string) => answer.headers[`x-ratelimit-remaining-${kind}`]
  const [requests, tokens] = [left('requests'), left('tokens')]
  if (answer.status !== 200 || requests === undefined || tokens === undefined) return undefined
  const [ofRequests, ofTokens] = limits
  return {
    requests: (ofRequests?.limit ?? 0) - Number(requests) - 1,
    tokens: (ofTokens?.limit ?? 0) - Number(tokens) - Math.ceil(probeBody.length / 4) - outputCap,
  }
}
