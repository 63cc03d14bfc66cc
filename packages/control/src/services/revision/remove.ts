import { apiToEdit } from '../api-access.ts'
import { conflict } from '../problem.ts'
import { change, type Verb } from '../verb.ts'
import { environmentsOf, findRevision } from './find-revision.ts'

export function removeRevision(
  verb: Verb,
  { apiId, revisionId }: { apiId: string; revisionId: string },
): Promise<void> {
  return change(verb, 'revision.delete', async (writer) => {
    const revision = await findRevision(writer, await apiToEdit(verb, writer, apiId), revisionId)
    const environmentIds = await environmentsOf(writer, revision)
    const environments = await writer.find('environment', { id: environmentIds })
    if (environments.length > 0)
      throw conflict(
        `Revision ${revision.number} is deployed to ${environments.map(({ name }) => name).join(', ')}: deploy another one there, or undeploy it, first.`,
      )
    await writer.remove('apiRevision', revision)
  })
}
