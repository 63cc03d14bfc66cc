import type { DeploymentRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { apiToRead } from '../api-access.ts'
import { contentHash } from '../revision-content.ts'
import { readerOf, type Verb } from '../verb.ts'
import { readWorkingCopy } from '../working-copy.ts'

/** A deployment, with what a person wants to know of its revision. */
export interface ShownDeployment {
  readonly deployment: DeploymentRecord
  readonly revisionNumber: number
  readonly isWorkingCopy: boolean
}

export async function listDeployments(verb: Verb, apiId: string): Promise<readonly ShownDeployment[]> {
  const reader = readerOf(verb)
  const api = await apiToRead(verb, reader, apiId)
  const deployments = await reader.find('deployment', { apiId: api.id })
  const hash = contentHash(await readWorkingCopy(reader, api))
  return await Promise.all(deployments.map((deployment) => withRevision(reader, deployment, hash)))
}

export async function withRevision(
  reader: Reader,
  deployment: DeploymentRecord,
  workingCopyHash: string,
): Promise<ShownDeployment> {
  const revision = await reader.get('apiRevision', deployment.revisionId)
  return {
    deployment,
    revisionNumber: revision?.number ?? 0,
    isWorkingCopy: revision?.contentHash === workingCopyHash,
  }
}
