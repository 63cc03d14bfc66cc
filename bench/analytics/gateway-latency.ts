import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { FakeProvider } from '../../tests/fake-provider/fake-provider.ts'
import { agentProvider } from '../../tests/fake-provider/scenarios/agent-provider.ts'
import { makeKey, makeServedApi } from '../../tests/harness/api-by-rest.ts'
import { ControlProcess, GatewayProcess } from '../../tests/harness/separate-processes.ts'
import { temporaryFolder } from '../../tests/harness/temporary-folder.ts'
import { Histogram } from '../measure/histogram.ts'

const rounds = 5
const callsARound = 1_500
const warmUpCalls = 500

export interface GatewayLatency {
  readonly without: Histogram
  readonly beside: Histogram
}

/** Small calls through a gateway, one after the other: alone, and beside a process that takes usage in and answers questions. Both in turns. */
export async function measureGateway(location: string): Promise<GatewayLatency> {
  await using stack = new AsyncDisposableStack()
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider() }))
  const home = stack.use(await temporaryFolder()).path
  const control = stack.use(new ControlProcess({ home }))
  await control.start(60_000)
  const admin = await control.client(home)
  const api = await makeServedApi(admin, provider.url)
  const { key } = await makeKey(admin, api.applicationId)
  const folder = stack.use(await temporaryFolder()).path
  const gateway = stack.use(await GatewayProcess.create({ home: folder, control: control.ready }))
  await gateway.start(60_000)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  stack.defer(() => agent.destroy())
  const one = () => call(`${gateway.ready.httpUrl}${api.path}/models`, key, agent)
  await calls(one, warmUpCalls, new Histogram())
  const measured = { without: new Histogram(), beside: new Histogram() }
  for (let round = 0; round < rounds; round++) {
    await calls(one, callsARound, measured.without)
    const load = await startLoad(location)
    await calls(one, callsARound, measured.beside)
    await stopLoad(load)
  }
  return measured
}

async function startLoad(location: string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('load.ts', import.meta.url)), [location], { stdio: 'inherit' })
  await once(child, 'message')
  return child
}

async function stopLoad(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.send('stop')
  await ended
}

async function calls(one: () => Promise<void>, count: number, times: Histogram): Promise<void> {
  for (let made = 0; made < count; made++) {
    const begun = performance.now()
    await one()
    times.add(performance.now() - begun)
  }
}

function call(url: string, key: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, headers: { apikey: key } }, (response) => {
      response.resume()
      const isGood = response.statusCode === 200
      response.on('end', () => (isGood ? resolve() : reject(new Error(`answered ${response.statusCode}`))))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}
