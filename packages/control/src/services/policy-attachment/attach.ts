import type { PolicyAttachmentCreate } from '@tollgate/contract/resources/policy-attachment'
import type { PolicyAttachmentRecord } from '../../storage/records.ts'
import { mustFit } from '../policy-fit.ts'
import { conflict } from '../problem.ts'
import { change, managedBy, type Verb } from '../verb.ts'
import { checkConfig, checkedCondition, checkPolicy } from './check-attachment.ts'
import { authoriseScope } from './find-attachment.ts'

const attachmentsMax = 50

/** At the end of its scope; `apiId` null: every API of the organisation. `id` is given where a configuration file declares it. */
export function attachPolicy(
  verb: Verb,
  { apiId, input }: { apiId: string | null; input: PolicyAttachmentCreate & { readonly id?: string } },
): Promise<PolicyAttachmentRecord> {
  return change(verb, 'policy.attach', async (writer) => {
    await authoriseScope(verb, writer, apiId)
    const { when, config = {}, ...fields } = input
    checkPolicy(verb, input.policy)
    checkConfig(verb, input.policy, config)
    const others = await writer.find('policyAttachment', { apiId })
    if (others.length >= attachmentsMax)
      throw conflict(`There are ${attachmentsMax} policies here, which is the most: take one off first.`)
    const condition = await checkedCondition(writer, when)
    await mustFit(verb, writer, { apiId, attached: { policy: input.policy, config, condition } })
    return await writer.insert('policyAttachment', {
      ...fields,
      ...managedBy(verb),
      apiId,
      config,
      condition,
      position: Math.max(-1, ...others.map(({ position }) => position)) + 1,
    })
  })
}
