import type { PolicyAttachment, PolicyType } from '@tollgate/contract/resources/policy-attachment'
import { useChange } from '../../client/use-change.ts'
import type { PolicyDraft } from './policy-draft.ts'
import { type PolicyScope, whenInForce } from './policy-scope.ts'
import { policyName } from './policy-words.ts'

interface Saving {
  readonly scope: PolicyScope
  readonly type: PolicyType
  readonly attachment: PolicyAttachment | undefined
  readonly onDone: () => void
}

/** Attaches a policy, or changes one as it was last seen. */
export function useSavePolicy({ scope, type, attachment, onDone }: Saving) {
  const options = {
    hasOwnProblem: true,
    says: (saved: PolicyAttachment) => whenInForce(`${policyName(saved)} is saved`, scope),
    afterwards: onDone,
  }
  const toApi = useChange('attachApiPolicy', options)
  const toAll = useChange('attachOrganisationPolicy', options)
  const update = useChange('updatePolicy', options)
  const used = attachment !== undefined ? update : scope !== null ? toApi : toAll
  const save = (draft: PolicyDraft) => {
    const body = { policy: type.name, ...draft }
    if (attachment !== undefined)
      return update.mutate({ params: { id: attachment.id }, body: draft, revision: attachment.revision })
    return scope === null ? toAll.mutate({ body }) : toApi.mutate({ params: { id: scope }, body })
  }
  return { save, isBusy: used.isPending, problem: used.error }
}
