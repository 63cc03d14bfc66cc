import type { ApiRecord, ApiRevisionRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { dialectsOf } from '../dialects-of.ts'
import { contentOf, type RevisionContent } from '../revision-content.ts'

/** An API as it is in force, which is not always as its publishers have it on their desk. */
export interface FoundApi {
  readonly api: ApiRecord
  readonly keyHeader: string | null
  /** Protocols that it speaks. */
  readonly dialects: readonly string[]
  readonly models: NonNullable<ApiRecord['models']>
  readonly isSubscribed: boolean
}

export async function describeApis(
  reader: Reader,
  apis: readonly ApiRecord[],
  subscribed: ReadonlySet<string>,
): Promise<FoundApi[]> {
  const deployed = await deployedContents(reader, apis)
  const inForce = (api: ApiRecord) => deployed.get(api.id) ?? api
  const providerIds = new Set(apis.map((api) => inForce(api).providerId))
  const providers = await reader.find('provider', { id: [...providerIds] })
  const known = await reader.find('model', { providerId: [...providerIds] })
  return apis.map((api) => {
    const { keyHeader, models, providerId } = inForce(api)
    const ofProvider = known.filter((model) => model.providerId === providerId)
    return {
      api,
      keyHeader,
      dialects: providers.filter(({ id }) => id === providerId).flatMap(dialectsOf),
      models:
        models ??
        ofProvider.map(({ model, displayName, contextWindow }) => ({ id: model, displayName, contextWindow })),
      isSubscribed: subscribed.has(api.id),
    }
  })
}

/** What was deployed last, by API. */
async function deployedContents(
  reader: Reader,
  apis: readonly ApiRecord[],
): Promise<ReadonlyMap<string, RevisionContent['api']>> {
  const deployments = await reader.find('deployment', { apiId: apis.map(({ id }) => id) })
  const latest = new Map(
    deployments.sort((a, b) => a.updatedAt - b.updatedAt).map(({ apiId, revisionId }) => [apiId, revisionId]),
  )
  const revisions: readonly ApiRevisionRecord[] = await reader.find('apiRevision', { id: [...latest.values()] })
  return new Map(revisions.map((revision) => [revision.apiId, contentOf(revision).api]))
}
