import { NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core'
import type { AlertChannel } from '@tollgate/contract/resources/alert-channel'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { listOf, textOf } from '../../ui/form-values.ts'

interface NewChannelProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

type Type = AlertChannel['type']

export function NewChannel({ isOpen, onClose }: NewChannelProps) {
  const [type, setType] = useState<Type>('webhook')
  const create = useChange('createAlertChannel', {
    hasOwnProblem: true,
    says: ({ name }) => `${name} is there. Send it a test.`,
    afterwards: onClose,
  })
  const submit = (form: FormData) => {
    const secret = textOf(form, 'secret')
    create.mutate({
      body: {
        name: textOf(form, 'name'),
        type,
        ...(type === 'email' ? { recipients: listOf(form, 'recipients') } : { url: textOf(form, 'url') }),
        ...(type === 'webhook' && secret !== '' ? { secret } : {}),
      },
    })
  }
  return (
    <FormDrawer
      title="New channel"
      isOpen={isOpen}
      onClose={onClose}
      action="Add channel"
      isBusy={create.isPending}
      problem={create.error}
      onSubmit={submit}
    >
      <TextInput name="name" label="Name" required data-autofocus />
      <NativeSelect
        label="Kind"
        value={type}
        onChange={(event) => setType(event.currentTarget.value as Type)}
        data={[
          { value: 'webhook', label: 'Webhook' },
          { value: 'slack', label: 'Slack' },
          { value: 'email', label: 'E-mail' },
        ]}
      />
      {type === 'email' ? (
        <Textarea name="recipients" label="Recipients" description="One a line" required autosize minRows={2} />
      ) : (
        <TextInput name="url" label="Address" description="Only its origin is shown afterwards" type="url" required />
      )}
      {type === 'webhook' && (
        <PasswordInput name="secret" label="Secret" description="Each alert is signed with it; 16 letters or more" />
      )}
    </FormDrawer>
  )
}
