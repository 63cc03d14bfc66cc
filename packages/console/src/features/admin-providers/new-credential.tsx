import { NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import type { Provider } from '@tollgate/contract/resources/provider'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { textOf, textOrNull } from '../../ui/form-values.ts'

interface NewCredentialProps {
  readonly providers: readonly Provider[]
  readonly isOpen: boolean
  readonly onClose: () => void
}

export function NewCredential({ providers, isOpen, onClose }: NewCredentialProps) {
  const create = useChange('createCredential', {
    hasOwnProblem: true,
    says: ({ name, lastFour }) => `${name} …${lastFour} is kept. Endpoints can use it now.`,
    afterwards: onClose,
  })
  return (
    <FormDrawer
      title="Add credential"
      isOpen={isOpen}
      onClose={onClose}
      action="Keep credential"
      isBusy={create.isPending}
      problem={create.error}
      onSubmit={(form) =>
        create.mutate({
          body: {
            providerId: textOf(form, 'provider'),
            name: textOf(form, 'name'),
            secret: textOf(form, 'secret'),
            origin: textOf(form, 'origin'),
            header: textOrNull(form, 'header'),
          },
        })
      }
    >
      <NativeSelect
        name="provider"
        label="Provider"
        data={providers.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextInput name="name" label="Name" required />
      <PasswordInput
        name="secret"
        label="Key"
        description="Kept encrypted; only its last four are shown again"
        required
      />
      <TextInput
        name="origin"
        label="Sent only to"
        defaultValue="https://api.openai.com"
        description="It is never sent to another origin"
        required
      />
      <TextInput name="header" label="Header" description="Empty: Authorization, as a bearer" />
    </FormDrawer>
  )
}
