import { apiToEdit } from '../api-access.ts'
import { notFound } from '../problem.ts'
import { change, expectRevision, type Verb } from '../verb.ts'

/** The gateways of the environment do not know the API any more: its callers get a 404. */
export function undeployApi(
  verb: Verb,
  { apiId, environmentId }: { apiId: string; environmentId: string },
): Promise<void> {
  return change(verb, 'api.undeploy', async (writer) => {
    const api = await apiToEdit(verb, writer, apiId)
    const [deployment] = await writer.find('deployment', { apiId: api.id, environmentId })
    if (deployment === undefined) throw notFound('deployment in the environment', environmentId)
    expectRevision(verb, deployment)
    await writer.remove('deployment', deployment)
  })
}
