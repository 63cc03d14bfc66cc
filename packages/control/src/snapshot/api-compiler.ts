import type { Logger } from 'pino'
import { failureReason } from '../files/failure-reason.ts'
import type { PriceBook } from '../prices/price-book.ts'
import type { Vault } from '../secrets/vault.ts'
import { openSecret } from '../services/credential-seal.ts'
import { contentOf, endpointsIn } from '../services/revision-content.ts'
import { inOrder } from '../services/working-copy.ts'
import type { ApiRecord, CredentialRecord, DeploymentRecord, Kind } from '../storage/records.ts'
import type { Store } from '../storage/store.ts'
import { compileApi, type DemoAddress } from './compile-api.ts'
import { type PlacedRow, placeRow } from './placed-row.ts'
import type { SnapshotChange } from './publish.ts'

export interface ApiSurroundings {
  readonly vault: Vault
  readonly demo: DemoAddress
  readonly priceBook: PriceBook
  readonly log: Pick<Logger, 'error'>
}

type TouchedIds = ReadonlyMap<Kind, ReadonlySet<string>>

/** Reads what API rows are made of. There are few APIs, and each of their rows is made anew whenever anything in it may differ. */
export class ApiCompiler {
  readonly #store: Store
  readonly #around: ApiSurroundings

  constructor(store: Store, around: ApiSurroundings) {
    this.#store = store
    this.#around = around
  }

  async ofOrganisation(organisationId: string): Promise<PlacedRow[]> {
    const apis = await this.#store.read(organisationId).find('api', {})
    return await this.#rowsOf(organisationId, apis)
  }

  async changeOf(organisationId: string, touched: TouchedIds): Promise<SnapshotChange> {
    const ids = await this.#affected(organisationId, touched)
    if (ids.size === 0) return { upserts: [], deletes: [] }
    const reader = this.#store.read(organisationId)
    const upserts = await this.#rowsOf(organisationId, await reader.find('api', { id: [...ids] }))
    const made = new Set(upserts.map(({ id, environmentId }) => `${id} ${environmentId}`))
    const environments = [
      ...(await reader.find('environment', {})).map(({ id }) => id),
      ...(touched.get('environment') ?? []),
    ]
    const deletes = [...ids].flatMap((id) =>
      environments
        .filter((environmentId) => !made.has(`${id} ${environmentId}`))
        .map((environmentId) => ({ organisationId, environmentId, kind: 'api' as const, id })),
    )
    return { upserts, deletes }
  }

  async #affected(organisationId: string, touched: TouchedIds): Promise<Set<string>> {
    const reader = this.#store.read(organisationId)
    const ids = new Set(touched.get('api'))
    // A provider's name, a credential's secret, a model's plans, a policy of the organisation: any API may have it.
    const wide: readonly Kind[] = ['provider', 'credential', 'model', 'policyAttachment', 'environment']
    if (wide.some((kind) => (touched.get(kind)?.size ?? 0) > 0))
      for (const { id } of await reader.find('api', {})) ids.add(id)
    const deployments = [...(touched.get('deployment') ?? [])]
    const found = await this.#store.recordsById('deployment', deployments)
    for (const { apiId } of found) ids.add(apiId)
    // One that is gone no longer says whose it was.
    if (found.length < deployments.length) for (const { id } of await reader.find('api', {})) ids.add(id)
    return ids
  }

  async #rowsOf(organisationId: string, apis: readonly ApiRecord[]): Promise<PlacedRow[]> {
    const reader = this.#store.read(organisationId)
    const organisationPolicies = inOrder(await reader.find('policyAttachment', { apiId: null }))
    const providers = new Map((await reader.find('provider', {})).map((provider) => [provider.id, provider]))
    const models = await reader.find('model', {})
    const rows: PlacedRow[] = []
    for (const api of apis)
      for (const deployment of await reader.find('deployment', { apiId: api.id })) {
        const row = await this.#row(api, deployment, { organisationPolicies, providers, models })
        if (row !== undefined) rows.push(row)
      }
    return rows
  }

  async #row(
    api: ApiRecord,
    { environmentId, revisionId }: DeploymentRecord,
    shared: {
      organisationPolicies: Parameters<typeof compileApi>[0]['organisationPolicies']
      providers: ReadonlyMap<string, Parameters<typeof compileApi>[0]['provider']>
      models: Parameters<typeof compileApi>[0]['models']
    },
  ): Promise<PlacedRow | undefined> {
    const [revision] = await this.#store.recordsById('apiRevision', [revisionId])
    const content = revision === undefined ? undefined : contentOf(revision)
    const provider = content === undefined ? undefined : shared.providers.get(content.api.providerId)
    // They are held by references of the database; between two reads a whole API may go, and its deletion comes as a change.
    if (content === undefined || provider === undefined) return undefined
    const ids = endpointsIn(content, environmentId).flatMap(({ credentialId }) => credentialId ?? [])
    const credentials = this.#open(await this.#store.recordsById('credential', ids))
    const { organisationPolicies, models } = shared
    const row = compileApi({
      api,
      environmentId,
      content,
      provider,
      credentials,
      organisationPolicies,
      models,
      demo: this.#around.demo,
      priceBook: this.#around.priceBook,
    })
    return placeRow(row, api.organisationId, environmentId)
  }

  #open(records: readonly CredentialRecord[]): Map<string, { header: string; value: string }> {
    const opened = new Map<string, { header: string; value: string }>()
    for (const record of records) {
      try {
        const secret = openSecret(this.#around, record)
        const header = record.header?.toLowerCase()
        opened.set(
          record.id,
          header === undefined ? { header: 'authorization', value: `Bearer ${secret}` } : { header, value: secret },
        )
      } catch (error) {
        this.#around.log.error({ credential: record.id, reason: failureReason(error) }, 'a credential cannot be opened')
      }
    }
    return opened
  }
}
