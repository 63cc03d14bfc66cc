import type { PolicyAttachmentUpdate } from '@tollgate/contract/resources/policy-attachment'
import type { PolicyAttachmentRecord } from '../../storage/records.ts'
import { mustFit } from '../policy-fit.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { checkConfig, checkedCondition } from './check-attachment.ts'
import { authoriseScope, findAttachment } from './find-attachment.ts'

/** What is not given stays. */
export function updateAttachment(
  verb: Verb,
  { id, changes }: { id: string; changes: PolicyAttachmentUpdate },
): Promise<PolicyAttachmentRecord> {
  return change(verb, 'policy.update', async (writer) => {
    const attachment = await findAttachment(verb, writer, id)
    await authoriseScope(verb, writer, attachment.apiId)
    mayBeEdited(verb, attachment)
    expectRevision(verb, attachment)
    const { when, config, ...fields } = changes
    if (config !== undefined) checkConfig(verb, attachment.policy, config)
    const changed = {
      config: config === undefined ? attachment.config : config,
      condition: when === undefined ? attachment.condition : await checkedCondition(writer, when),
    }
    const { policy, apiId } = attachment
    if (config !== undefined || when !== undefined)
      await mustFit(verb, writer, { apiId, attached: { policy, ...changed } })
    return await writer.update('policyAttachment', attachment, { ...fields, ...changed })
  })
}
