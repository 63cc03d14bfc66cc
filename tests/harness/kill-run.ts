import { setTimeout as sleep } from 'node:timers/promises'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { askGateway, makeKey, makeServedApi, untilAnswered } from './api-by-rest.ts'
import { ChangeLoad } from './change-load.ts'
import { seeded } from './seeded.ts'
import { ControlProcess, GatewayProcess } from './separate-processes.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface KillReport {
  readonly seed: number
  readonly controlKills: number
  readonly gatewayKills: number
  readonly acknowledged: number
  readonly lost: number
  readonly canaryCalls: number
  /** What was lost, half-written or wrongly answered. Empty is good. */
  readonly problems: readonly string[]
}

/** Kills control or gateway at moments that the seed chooses, while changes are made and a canary calls; looks after every kill. */
export async function runKills(kills: number, seed: number): Promise<KillReport> {
  await using stack = new AsyncDisposableStack()
  const random = seeded(seed)
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider() }))
  const home = stack.use(await temporaryFolder()).path
  const control = stack.use(new ControlProcess({ home }))
  await control.start()
  const gateway = stack.use(await GatewayProcess.create({ home, control: control.ready }))
  await gateway.start()
  const admin = await control.client(home)
  const api = await makeServedApi(admin, provider.url)
  const load = new ChangeLoad({ admin, api, random })
  const { key } = await makeKey(admin, api.applicationId)
  const ask = () => askGateway(gateway.ready.httpUrl, api.path, key)
  await untilAnswered(ask, ({ status }) => status === 200)
  const canary = new Canary(ask, gateway)
  const problems: string[] = []
  let controlKills = 0
  for (let kill = 0; kill < kills; kill++) {
    const victim = random() < 0.6 ? control : gateway
    if (victim === control) controlKills++
    await underLoad(load, canary, async () => {
      await sleep(20 + random() * 250)
      await victim.kill()
      await sleep(random() * 60)
      await victim.start()
    })
    const wrong = [...(await load.compareStore()), ...(await load.compareGateway(gateway.ready.httpUrl))]
    const { isWhole } = await admin.done('GET', '/audit/verify')
    if (isWhole !== true) wrong.push('the audit chain is broken')
    problems.push(
      ...wrong.map((text) => `after kill ${kill + 1} (${victim === control ? 'control' : 'gateway'}): ${text}`),
    )
  }
  return {
    ...{ seed, controlKills, gatewayKills: kills - controlKills },
    ...{ acknowledged: load.acknowledged, lost: load.lost, canaryCalls: canary.calls },
    problems: [...problems, ...load.problems, ...canary.problems],
  }
}

async function underLoad(load: ChangeLoad, canary: Canary, work: () => Promise<void>): Promise<void> {
  const stop = new AbortController()
  const running = [load.run(stop.signal), canary.run(stop.signal)]
  try {
    await work()
  } finally {
    stop.abort()
    await Promise.all(running)
  }
}

/** Calls all the time: whatever happens to the control plane, a gateway that is there answers 200. */
class Canary {
  readonly problems: string[] = []
  calls = 0
  readonly #ask: () => Promise<{ readonly status: number; readonly text: string }>
  readonly #gateway: GatewayProcess

  constructor(ask: () => Promise<{ readonly status: number; readonly text: string }>, gateway: GatewayProcess) {
    this.#ask = ask
    this.#gateway = gateway
  }

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const { pid, isServing } = this.#gateway
      try {
        const { status, text } = await this.#ask()
        this.calls++
        if (status !== 200) this.problems.push(`the canary was answered ${status}: ${text.slice(0, 300)}`)
      } catch (error) {
        // One that is killed in the middle of an answer, or is not back yet, is no answer.
        if (isServing && this.#gateway.isServing && this.#gateway.pid === pid)
          this.problems.push(`the canary was not answered by a gateway that ran: ${String(error)}`)
      }
      await sleep(5)
    }
  }
}
