import { listOf, textOf, textOrNull } from '../../ui/form-values.ts'

export interface NewKeyValues {
  readonly name: string
  readonly type: 'production' | 'sandbox'
  /** Left out: the longest that is allowed. */
  readonly expiresInDays?: number
  /** Left out: whoever makes it. */
  readonly personId?: null
  readonly environmentId: string | null
  readonly allowedAddresses: string[]
  readonly allowedReferrers: string[]
  /** For whoever approves it. */
  readonly why: string
}

/** What the form of a new key says. */
export function newKeyOf(form: FormData): NewKeyValues {
  const days = textOf(form, 'expires')
  return {
    name: textOf(form, 'name'),
    type: textOf(form, 'type') === 'sandbox' ? 'sandbox' : 'production',
    ...(days === '' ? {} : { expiresInDays: Number(days) }),
    ...(textOf(form, 'holder') === 'nobody' ? { personId: null } : {}),
    environmentId: textOrNull(form, 'environment'),
    allowedAddresses: listOf(form, 'addresses'),
    allowedReferrers: listOf(form, 'referrers'),
    why: textOf(form, 'why'),
  }
}
