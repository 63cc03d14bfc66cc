import { NativeSelect, TextInput } from '@mantine/core'
import type { Provider } from '@tollgate/contract/resources/provider'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { textOf, textOrNull } from '../../ui/form-values.ts'

interface NewProviderProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

export function NewProvider({ isOpen, onClose }: NewProviderProps) {
  const create = useChange('createProvider', {
    hasOwnProblem: true,
    says: ({ name }) => `${name} is there. Give it a credential, then make an API of it.`,
    afterwards: onClose,
  })
  return (
    <FormDrawer
      title="Add provider"
      isOpen={isOpen}
      onClose={onClose}
      action="Add provider"
      isBusy={create.isPending}
      problem={create.error}
      onSubmit={(form) =>
        create.mutate({
          body: {
            name: textOf(form, 'name'),
            type: textOf(form, 'type') as Provider['type'],
            baseUrl: textOrNull(form, 'baseUrl'),
          },
        })
      }
    >
      <TextInput name="name" label="Name" required data-autofocus />
      <NativeSelect
        name="type"
        label="Speaks"
        data={[
          { value: 'openai', label: 'OpenAI (api.openai.com)' },
          { value: 'openai-compatible', label: 'The same as OpenAI, at another address' },
        ]}
      />
      <TextInput name="baseUrl" label="Address" description="Where new endpoints begin; empty: that of its kind" />
    </FormDrawer>
  )
}
