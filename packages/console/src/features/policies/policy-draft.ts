import type { PolicyAttachment } from '@tollgate/contract/resources/policy-attachment'

/** What may be said of a policy where it is attached. */
export type PolicyDraft = Pick<PolicyAttachment, 'config' | 'when' | 'mode' | 'onFailure'>

/** A new one only watches: whoever adds it sees what it would do first. */
const fresh: PolicyDraft = { config: {}, when: null, mode: 'observe', onFailure: null }

export function draftOf(attachment: PolicyAttachment | undefined): PolicyDraft {
  if (attachment === undefined) return fresh
  const { config, when, mode, onFailure } = attachment
  return { config, when, mode, onFailure }
}

export function isChanged(draft: PolicyDraft, attachment: PolicyAttachment | undefined): boolean {
  return attachment === undefined || JSON.stringify(draft) !== JSON.stringify(draftOf(attachment))
}
