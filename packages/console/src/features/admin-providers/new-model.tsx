import { Group, NativeSelect, TextInput } from '@mantine/core'
import type { Provider } from '@tollgate/contract/resources/provider'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { numberOrNull, textOf, textOrNull } from '../../ui/form-values.ts'

interface NewModelProps {
  readonly providers: readonly Provider[]
  readonly isOpen: boolean
  readonly onClose: () => void
}

export function NewModel({ providers, isOpen, onClose }: NewModelProps) {
  const create = useChange('createModel', {
    hasOwnProblem: true,
    says: ({ model }) => `${model} is there.`,
    afterwards: onClose,
  })
  const submit = (form: FormData) => {
    const [input, output] = [numberOrNull(form, 'input'), numberOrNull(form, 'output')]
    const prices =
      input === null || output === null
        ? []
        : [{ from: new Date().toISOString(), input, output, cachedInput: numberOrNull(form, 'cachedInput') }]
    create.mutate({
      body: {
        providerId: textOf(form, 'provider'),
        model: textOf(form, 'model'),
        alias: textOrNull(form, 'alias'),
        contextWindow: numberOrNull(form, 'contextWindow'),
        prices,
      },
    })
  }
  return (
    <FormDrawer
      title="Add model"
      isOpen={isOpen}
      onClose={onClose}
      action="Add model"
      isBusy={create.isPending}
      problem={create.error}
      onSubmit={submit}
    >
      <NativeSelect
        name="provider"
        label="Provider"
        data={providers.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextInput name="model" label="Model" description="As the provider calls it" required />
      <TextInput name="alias" label="Alias" description="Another name for it, unique" />
      <TextInput name="contextWindow" label="Context, in tokens" inputMode="numeric" />
      <PriceFields />
    </FormDrawer>
  )
}

export function PriceFields({ isRequired = false }: { readonly isRequired?: boolean }) {
  return (
    <Group grow>
      <TextInput name="input" label="Input, $" inputMode="decimal" required={isRequired} />
      <TextInput name="cachedInput" label="Cached, $" inputMode="decimal" />
      <TextInput name="output" label="Output, $" inputMode="decimal" required={isRequired} />
    </Group>
  )
}
