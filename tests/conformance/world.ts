import { randomBytes } from 'node:crypto'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import type { ReceivedRequest } from '../fake-provider/received-request.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { type CodexVersion, codexVersions } from '../harness/agents.ts'
import { type RunningTollgate, startTollgate } from '../harness/start-tollgate.ts'
import {
  type ApiInput,
  type ApplicationInput,
  type ConfigInput,
  configOf,
  plantSecrets,
} from '../harness/tollgate-config.ts'
import type { KeyName, Row } from './row.ts'

/** One cell of the table: a row and a version of Codex, with an API, an address and a provider of its own. */
export interface Cell {
  readonly row: Row
  readonly version: CodexVersion
  readonly apiName: string
  /** Path of its API on the gateway, and of its provider on the fake one. */
  readonly path: string
}

export function cellsOf(rows: readonly Row[]): readonly Cell[] {
  return rows.flatMap((row, index) =>
    (row.versions ?? codexVersions).map((version) => {
      const apiName = `row-${index}`
      return { row, version, apiName, path: `/${apiName}/${version}` }
    }),
  )
}

/** One Tollgate and one fake provider that serve all cells at once, apart by their paths. */
export class World implements AsyncDisposable {
  readonly tollgate: RunningTollgate
  readonly keys: Readonly<Record<KeyName, string>>
  /** Texts that must appear nowhere outside. */
  readonly secrets: readonly string[]
  readonly #provider: FakeProvider

  static async start(cells: readonly Cell[]): Promise<World> {
    await using started = new AsyncDisposableStack()
    const provider = started.use(
      await FakeProvider.start({
        answer: (request) => {
          const cell = cells.find(({ path }) => request.path.startsWith(`${path}/`))
          return (cell?.row.provider ?? agentProvider())(request)
        },
      }),
    )
    const { PROVIDER_KEY, CLIENT_KEY } = plantSecrets()
    const makeKey = (name: string) => `planted-${name}-${randomBytes(16).toString('hex')}`
    const keys = {
      CLIENT_KEY,
      SANDBOX_KEY: makeKey('sandbox'),
      REVOKED_KEY: makeKey('revoked'),
      EXPIRED_KEY: makeKey('expired'),
      UNKNOWN_KEY: makeKey('unknown'),
    }
    const config = worldConfig(cells, provider.url)
    const tollgate = await startTollgate({ config, environment: { ...keys, PROVIDER_KEY } })
    started.move()
    return new World({ provider, tollgate, keys, secrets: [PROVIDER_KEY, ...Object.values(keys)] })
  }

  private constructor(parts: Pick<World, 'tollgate' | 'keys' | 'secrets'> & { readonly provider: FakeProvider }) {
    this.tollgate = parts.tollgate
    this.keys = parts.keys
    this.secrets = parts.secrets
    this.#provider = parts.provider
  }

  providerRequests(cell: Cell): readonly ReceivedRequest[] {
    return this.#provider.requests.filter(({ path }) => path.startsWith(`${cell.path}/`))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tollgate[Symbol.asyncDispose]()
    await this.#provider[Symbol.asyncDispose]()
  }
}

function worldConfig(cells: readonly Cell[], providerUrl: string): ConfigInput {
  const subscribed = cells.filter(({ row }) => row.subscription !== 'none')
  const application: ApplicationInput = {
    name: 'tests',
    subscriptions: subscribed.map(({ row, apiName, version }) => ({
      api: `${apiName}/${version}`,
      blocked: row.subscription === 'blocked',
      ...(row.plan === undefined ? {} : { plan: row.plan }),
    })),
    keys: [
      { name: 'good', value: { env: 'CLIENT_KEY' } },
      { name: 'sandbox', type: 'sandbox', value: { env: 'SANDBOX_KEY' } },
      { name: 'revoked', value: { env: 'REVOKED_KEY' }, revoked: true },
      { name: 'expired', value: { env: 'EXPIRED_KEY' }, expires: '2026-01-01T00:00:00Z' },
    ],
  }
  const apis = cells.map((cell) => cellApi(cell, `${providerUrl}${cell.path}/v1`))
  const plans = [{ name: 'Nothing', limits: [{ metric: 'requests' as const, limit: 0, per: 'day' }] }]
  return { ...configOf(apis, [application]), plans }
}

function cellApi({ row, apiName, version }: Cell, url: string): ApiInput {
  return {
    name: apiName,
    context: `/${apiName}`,
    version,
    provider: 'openai',
    endpoints: { production: { url, credential: { env: 'PROVIDER_KEY' } } },
    ...(row.plan === undefined ? {} : { plans: [row.plan] }),
    ...row.api?.(url),
  }
}
