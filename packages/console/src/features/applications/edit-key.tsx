import { TextInput } from '@mantine/core'
import type { Key } from '@tollgate/contract/resources/api-key'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { listOf, textOf } from '../../ui/form-values.ts'
import { RestrictionFields } from './key-fields.tsx'

interface EditKeyProps {
  readonly apiKey: Key
  readonly onClose: () => void
}

/** Name, end and restrictions; what was not touched is not sent, so that an end that may not be said anew stays. */
export function EditKey({ apiKey, onClose }: EditKeyProps) {
  const { id, name, revision, expiresAt, allowedAddresses, allowedReferrers } = apiKey
  const endsOn = expiresAt === null ? '' : localMinute(expiresAt)
  const update = useChange('updateKey', {
    hasOwnProblem: true,
    says: (key) => `${key.name} is changed. Gateways know within a second.`,
    afterwards: onClose,
  })
  const submit = (form: FormData) => {
    const ends = textOf(form, 'ends')
    const addresses = listOf(form, 'addresses')
    const referrers = listOf(form, 'referrers')
    const isOther = (one: readonly string[], other: readonly string[]) => one.join('\n') !== other.join('\n')
    update.mutate({
      params: { id },
      revision,
      body: {
        name: textOf(form, 'name'),
        ...(ends === endsOn ? {} : { expiresAt: ends === '' ? null : new Date(ends).toISOString() }),
        ...(isOther(addresses, allowedAddresses) ? { allowedAddresses: addresses } : {}),
        ...(isOther(referrers, allowedReferrers) ? { allowedReferrers: referrers } : {}),
      },
    })
  }
  return (
    <FormDrawer
      title={`Key ${name}`}
      action="Save"
      isOpen
      onClose={onClose}
      isBusy={update.isPending}
      problem={update.error}
      onSubmit={submit}
    >
      <TextInput name="name" label="Name" defaultValue={name} maxLength={100} required data-autofocus />
      <TextInput
        name="ends"
        label="Ends"
        description="In your own time. Empty: never."
        type="datetime-local"
        defaultValue={endsOn}
      />
      <RestrictionFields allowedAddresses={allowedAddresses} allowedReferrers={allowedReferrers} />
    </FormDrawer>
  )
}

/** As a field of the browser holds it: its own time, to the minute. */
function localMinute(at: string): string {
  const time = new Date(at)
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
