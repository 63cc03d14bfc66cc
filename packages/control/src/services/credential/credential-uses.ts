import type { ApiRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { deployedContents } from '../deployed-contents.ts'

/** An endpoint that a credential opens: of an API's working copy, of what is deployed, or of both. */
export interface CredentialUse {
  readonly api: ApiRecord
  readonly endpointId: string
  readonly endpointName: string
  readonly isDeployed: boolean
  /** Every address that this endpoint has there. */
  readonly urls: readonly string[]
}

export type CredentialUses = ReadonlyMap<string, readonly CredentialUse[]>

/** By the credential's id; what nothing uses is not in it. */
export async function credentialUses(reader: Reader): Promise<CredentialUses> {
  const uses = new Map<string, Map<string, CredentialUse>>()
  const note = (credentialId: string | null, use: CredentialUse) => {
    if (credentialId === null) return
    const known = uses.get(credentialId) ?? new Map<string, CredentialUse>()
    uses.set(credentialId, known)
    const same = known.get(use.endpointId)
    known.set(use.endpointId, same === undefined ? use : both(same, use))
  }
  const apis = new Map((await reader.find('api', {})).map((api) => [api.id, api]))
  for (const { id, apiId, name, url, credentialId } of await reader.find('endpoint', {})) {
    const api = apis.get(apiId)
    if (api !== undefined)
      note(credentialId, { api, endpointId: id, endpointName: name, isDeployed: false, urls: [url] })
  }
  for (const { api, content } of await deployedContents(reader))
    for (const { id, name, url, credentialId } of content.endpoints)
      note(credentialId, { api, endpointId: id, endpointName: name, isDeployed: true, urls: [url] })
  return new Map([...uses].map(([id, known]) => [id, [...known.values()]]))
}

export function useLabel({ api, endpointName, isDeployed }: CredentialUse): string {
  return `${endpointName} of ${api.name}/${api.version}${isDeployed ? ' (deployed)' : ''}`
}

function both(one: CredentialUse, other: CredentialUse): CredentialUse {
  return { ...one, isDeployed: one.isDeployed || other.isDeployed, urls: [...one.urls, ...other.urls] }
}
