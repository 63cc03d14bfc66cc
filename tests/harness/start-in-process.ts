import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { ControlReady } from '@tollgate/contract/process-messages'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { serve } from '@tollgate/control/commands/serve'
import { createPolicyCatalogue } from '@tollgate/control/config/policy-catalogue'
import { readSettings } from '@tollgate/control/settings'
import { startGateway } from '@tollgate/gateway/gateway'
import type { PolicyDefinition } from '@tollgate/gateway/pipeline/policy'
import { protocols } from '@tollgate/gateway/protocols/protocols'
import { type Logger, pino } from 'pino'
import { temporaryFolder } from './temporary-folder.ts'
import { type ConfigInput, renderConfig } from './tollgate-config.ts'
import { readUsageRecords } from './usage-log.ts'

export interface InProcessOptions {
  readonly config: ConfigInput
  readonly environment: Readonly<Record<string, string>>
  /** The whole list of policies: what the product ships is not among them unless it is named. */
  readonly policies: readonly PolicyDefinition[]
  /** The time by which quotas are counted; undefined: the clock's. */
  readonly now?: () => number
}

export interface InProcessTollgate extends AsyncDisposable {
  readonly httpUrl: string
  readonly logs: () => string
  usageRecords(): Promise<readonly UsageRecord[]>
}

/** Control plane and gateway inside the test's own process: the way to run policies that only a test has. */
export async function startInProcess(options: InProcessOptions): Promise<InProcessTollgate> {
  await using started = new AsyncDisposableStack()
  const home = started.use(await temporaryFolder()).path
  await writeFile(join(home, 'tollgate.yaml'), renderConfig(options.config))
  let logs = ''
  const log = pino({ base: null }, { write: (line: string) => (logs += line) })
  const token = randomBytes(16).toString('hex')
  const control = started.use(await startControl(options, { home, token, log }))
  const gateway = await startGateway({
    listen: { https: { hosts: ['127.0.0.1'], port: 0 }, http: { hosts: ['127.0.0.1'], port: 0 } },
    certificate: { certificate: control.ready.certificateFile, key: control.ready.certificateKeyFile },
    control: { url: control.ready.url, token },
    usageDirectory: join(home, 'usage'),
    allowPrivateUpstreams: true,
    policies: options.policies,
    protocols,
    log,
    ...(options.now === undefined ? {} : { now: options.now }),
  })
  started.defer(() => gateway.stop(1_000))
  const all = started.move()
  return {
    httpUrl: `http://127.0.0.1:${gateway.ports.httpPort}`,
    logs: () => logs,
    usageRecords: () => readUsageRecords(home),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

interface ControlPlace {
  readonly home: string
  readonly token: string
  readonly log: Logger
}

async function startControl({ environment, policies }: InProcessOptions, { home, token, log }: ControlPlace) {
  const stopping = new AbortController()
  const settings = readSettings(
    {
      ...environment,
      TOLLGATE_HOME: home,
      TOLLGATE_CONTROL_TOKEN: token,
      TOLLGATE_CONSOLE_PORT: '0',
      TOLLGATE_ALLOW_PRIVATE_UPSTREAMS: '1',
    },
    join(home, 'tollgate.yaml'),
  )
  const ready = Promise.withResolvers<ControlReady>()
  const served = serve({
    settings,
    policies: createPolicyCatalogue(policies),
    hostname: hostname(),
    version: 'test',
    log,
    onReady: ready.resolve,
    stop: stopping.signal,
  })
  served.catch(ready.reject)
  const dispose = () => {
    stopping.abort()
    return served
  }
  return { ready: await ready.promise, [Symbol.asyncDispose]: dispose }
}
