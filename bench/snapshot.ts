/**
 * `node bench/snapshot.ts`: what 100,000 subscriptions (1,000 applications × 100 APIs) cost from the store to in force in a gateway, in CPU
 * of both processes. Each is started on a store with one subscription and on the large one; the difference is the snapshot's.
 */
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { FakeProvider } from '../tests/fake-provider/fake-provider.ts'
import { agentProvider } from '../tests/fake-provider/scenarios/agent-provider.ts'
import { makeKey, makeServedApi, type ServedApi } from '../tests/harness/api-by-rest.ts'
import { copySubscriptions } from '../tests/harness/seed-rows.ts'
import { ControlProcess, GatewayProcess } from '../tests/harness/separate-processes.ts'
import { temporaryFolder } from '../tests/harness/temporary-folder.ts'
import { readProcessUsage } from './measure/process-usage.ts'

const applications = 1_000
const apis = 100
const callsMeasured = 3_000
const rounds = Number(process.argv[2] ?? 3)

interface Cost {
  /** Milliseconds of CPU until it was ready. */
  readonly control: number
  readonly gateway: number
  /** The encrypted copy of the gateway and what else it does after it is ready. */
  readonly afterwards: number
  /** Microseconds of the gateway's CPU. */
  readonly perCall: number
}

await using stack = new AsyncDisposableStack()
const provider = stack.use(await FakeProvider.start({ answer: agentProvider() }))
const home = stack.use(await temporaryFolder()).path
const control = new ControlProcess({ home })
stack.use(control)
await control.start(120_000)
const admin = await control.client(home)
const api = await makeServedApi(admin, provider.url)
const { key } = await makeKey(admin, api.applicationId)
await control.stop()
const small = await measureRounds(api, key)
copySubscriptions(home, api, { applications, apis })
const large = await measureRounds(api, key)
print(small, large)

async function measureRounds(served: ServedApi, used: string): Promise<Cost> {
  const costs: Cost[] = []
  for (let round = 0; round < rounds; round++) costs.push(await measure(served, used))
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  return {
    control: median(costs.map((cost) => cost.control)),
    gateway: median(costs.map((cost) => cost.gateway)),
    afterwards: median(costs.map((cost) => cost.afterwards)),
    perCall: median(costs.map((cost) => cost.perCall)),
  }
}

async function measure(served: ServedApi, used: string): Promise<Cost> {
  await using running = new AsyncDisposableStack()
  await control.start(120_000)
  running.defer(() => control.stop())
  // A folder of its own each time: with a last good copy it would not wait for the control plane.
  const folder = running.use(await temporaryFolder()).path
  const gateway = running.use(await GatewayProcess.create({ home: folder, control: control.ready }))
  await gateway.start(120_000)
  const gatewayMs = cpuMs(gateway.pid)
  const controlMs = cpuMs(control.pid)
  await sleep(3_000)
  const settledMs = cpuMs(gateway.pid)
  await calls(`${gateway.ready.httpUrl}${served.path}/models`, used, 500)
  const before = cpuMs(gateway.pid)
  await calls(`${gateway.ready.httpUrl}${served.path}/models`, used, callsMeasured)
  const perCall = ((cpuMs(gateway.pid) - before) * 1_000) / callsMeasured
  return { control: controlMs, gateway: gatewayMs, afterwards: settledMs - gatewayMs, perCall }
}

async function calls(url: string, used: string, count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    for (let call = 0; call < count; call++) await one(url, used, agent)
  } finally {
    agent.destroy()
  }
}

function one(url: string, used: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, headers: { apikey: used } }, (response) => {
      response.resume()
      const isGood = response.statusCode === 200
      response.on('end', () => (isGood ? resolve() : reject(new Error(`answered ${response.statusCode}`))))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

function cpuMs(pid: number): number {
  return readProcessUsage(pid).cpuMicroseconds / 1_000
}

function print(few: Cost, many: Cost): void {
  const controlMs = many.control - few.control
  const gatewayMs = many.gateway - few.gateway
  const lines = [
    `${applications * apis} subscriptions (${applications} applications × ${apis} APIs), median of ${rounds} starts`,
    `control: ${controlMs} ms of CPU to build and send the snapshot (${many.control} with, ${few.control} without)`,
    `gateway: ${gatewayMs} ms of CPU until it is in force (${many.gateway} with, ${few.gateway} without)`,
    `sum:     ${controlMs + gatewayMs} ms`,
    `gateway afterwards, its encrypted copy: ${many.afterwards - few.afterwards} ms`,
    `a call:  ${many.perCall.toFixed(0)} µs of the gateway's CPU with, ${few.perCall.toFixed(0)} µs without`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
