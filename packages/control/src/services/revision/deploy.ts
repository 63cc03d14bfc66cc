import type { DeploymentCreate } from '@tollgate/contract/resources/revision'
import { apiToEdit } from '../api-access.ts'
import { deployRevision, environmentToDeployTo } from '../deploy-revision.ts'
import { invalidField } from '../problem.ts'
import { contentHash } from '../revision-content.ts'
import { change, expectRevision, type Verb } from '../verb.ts'
import { readWorkingCopy } from '../working-copy.ts'
import { type ShownDeployment, withRevision } from './list-deployments.ts'

/** Puts the working copy, or the revision that is named, in force in an environment. Doing it twice changes nothing more. */
export function deployApi(
  verb: Verb,
  { apiId, input }: { apiId: string; input: DeploymentCreate },
): Promise<ShownDeployment> {
  return change(verb, 'api.deploy', async (writer) => {
    const api = await apiToEdit(verb, writer, apiId)
    expectRevision(verb, api)
    const environment = await environmentToDeployTo(writer, input.environmentId)
    const revision = input.revisionId === undefined ? undefined : await writer.get('apiRevision', input.revisionId)
    if (input.revisionId !== undefined && revision?.apiId !== api.id)
      throw invalidField('revisionId', `names no revision of this API: ${input.revisionId}`)
    const deployment = await deployRevision({ verb, writer }, api, { environment, revision, note: input.note })
    return await withRevision(writer, deployment, contentHash(await readWorkingCopy(writer, api)))
  })
}
