import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiRow, EndpointRow, Row } from '@tollgate/contract/snapshot'
import { type UsageRecord, usageRecordSchema } from '@tollgate/contract/usage-record'
import { pino } from 'pino'
import { type Gateway, type GatewayOptions, startGateway } from '../gateway.ts'
import { policies } from '../policies/index.ts'
import { protocols } from '../protocols/protocols.ts'
import { makeCertificate } from './certificate.ts'
import { type ClientAnswer, type ClientCall, type OpenCall, openCall, send } from './client.ts'
import { ControlStandIn, type Delete } from './control-stand-in.ts'
import { apiRow, applicationRow, endpointRow, keyRow, settingsRow, subscriptionRow } from './rows.ts'
import { ScriptedUpstream } from './scripted-upstream.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { until } from './until.ts'

/** Planted secrets: neither may ever be seen in a log or in the usage records. */
export const clientKey = 'planted-client-key-0123456789abcdef'
export const providerKey = 'sk-planted-provider-key-fedcba9876543210'

/** The path of the preset API's Responses operation. */
export const responsesPath = '/openai/1.0/responses'
export const chatPath = '/openai/1.0/chat/completions'

export interface TestGatewayOptions
  extends Partial<Pick<GatewayOptions, 'policies' | 'protocols' | 'watch' | 'random' | 'now'>> {
  /** All rows but the settings, the application, its key and the subscriptions to all APIs among these. */
  readonly rows?: (upstreamUrl: string) => readonly Row[]
  readonly trustedProxies?: readonly string[]
  /** Where it counts, with others; undefined: by itself. */
  readonly redisUrl?: string
  /** The file of service secrets. */
  readonly serviceSecretsFile?: string
  /** Starts it with several threads, say; undefined: `startGateway`. */
  readonly start?: (options: GatewayOptions) => Promise<Gateway>
}

export interface TestGateway extends AsyncDisposable {
  readonly gateway: Gateway
  readonly port: number
  readonly httpsPort: number
  readonly control: ControlStandIn
  readonly upstream: ScriptedUpstream
  readonly certificate: { readonly certificate: string; readonly key: string }
  readonly logLines: readonly string[]
  /** Sends a change and waits until it is in force. */
  change(upserts: readonly Row[], deletes?: readonly Delete[]): Promise<void>
  /** One call to the plain port with the planted key. */
  call(call: ClientCall): Promise<ClientAnswer>
  open(call: ClientCall): OpenCall
  /** What is in the usage files now, read at once. */
  records(): UsageRecord[]
  /** Waits for the record of a call, which the client may see end first. */
  recordCount(count: number): Promise<UsageRecord[]>
}

/** A gateway on real sockets in this process, behind a control stand-in and in front of a scripted provider. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const folder = temporaryFolder()
  const upstream = await ScriptedUpstream.start()
  const control = await ControlStandIn.start(completed(options.rows?.(upstream.url) ?? [testApi(upstream.url)]))
  const logLines: string[] = []
  const certificate = makeCertificate(folder.path)
  const usageDirectory = join(folder.path, 'usage')
  const gateway = await (options.start ?? startGateway)({
    listen: { https: { hosts: ['127.0.0.1'], port: 0 }, http: { hosts: ['127.0.0.1'], port: 0 } },
    certificate,
    control: { url: control.url, token: control.token },
    usageDirectory,
    allowPrivateUpstreams: true,
    policies: options.policies ?? policies,
    protocols: options.protocols ?? protocols,
    log: pino({ base: null }, { write: (line: string) => logLines.push(line) }),
    serviceSecretsFile: options.serviceSecretsFile,
    trustedProxies: options.trustedProxies,
    redisUrl: options.redisUrl,
    ...(options.watch === undefined ? {} : { watch: options.watch }),
    ...(options.random === undefined ? {} : { random: options.random }),
    ...(options.now === undefined ? {} : { now: options.now }),
  })
  const port = gateway.ports.httpPort
  const withKey = (call: ClientCall): ClientCall => ({ ...call, headers: { apikey: clientKey, ...call.headers } })
  const records = () => readRecords(usageDirectory)
  return {
    gateway,
    port,
    httpsPort: gateway.ports.httpsPort,
    control,
    upstream,
    certificate,
    logLines,
    async change(upserts, deletes) {
      control.change(upserts, deletes)
      await until('the change to be in force', () => gateway.configVersion() === control.version)
    },
    call: (call) => send(port, withKey(call)),
    open: (call) => openCall(port, withKey(call)),
    records,
    async recordCount(count) {
      await until(`${count} usage records`, () => records().length >= count, 30_000)
      return records()
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop(200)
      await control[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
      assertNoSecrets(`${logLines.join('')}${readUsage(usageDirectory)}`)
      folder[Symbol.dispose]()
    },
  }
}

/** The preset API, with our provider's credential. */
export function testApi(
  upstreamUrl: string,
  changes: Partial<ApiRow> = {},
  endpoint: Partial<EndpointRow> = {},
): ApiRow {
  const credential = { header: 'authorization', value: `Bearer ${providerKey}` }
  const row = endpointRow(`${upstreamUrl}/v1`, { id: `ep_${changes.name ?? 'openai'}`, credential, ...endpoint })
  return apiRow(changes.name ?? 'openai', { endpoints: [row], ...changes })
}

/** Rows with what every test needs: the pepper, one application, its key, and a subscription to every API. */
export function completed(rows: readonly Row[]): Row[] {
  const subscribed = new Set(rows.flatMap((row) => (row.kind === 'subscription' ? [row.apiId] : [])))
  const missing = rows.flatMap((row) =>
    row.kind === 'api' && !subscribed.has(row.id) ? [subscriptionRow('app_tests', row.id)] : [],
  )
  return [settingsRow(), applicationRow('tests'), keyRow(clientKey), ...missing, ...rows]
}

function readUsage(directory: string): string {
  const files = readdirSync(directory).filter((name) => name.endsWith('.ndjson'))
  return files.map((name) => readFileSync(join(directory, name), 'utf8')).join('')
}

function readRecords(directory: string): UsageRecord[] {
  const lines = readUsage(directory).split('\n').slice(0, -1)
  return lines.map((line) => usageRecordSchema.parse(JSON.parse(line)))
}

function assertNoSecrets(text: string): void {
  for (const secret of [clientKey, providerKey])
    assert.equal(text.split(secret).length - 1, 0, 'a secret was written down')
}
