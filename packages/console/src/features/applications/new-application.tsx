import { NativeSelect, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useChange } from '../../client/use-change.ts'
import { useMe } from '../../client/use-me.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { textOf, textOrNull } from '../../ui/form-values.ts'
import { applicationPath } from './application-words.ts'

interface NewApplicationProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

export function NewApplication({ isOpen, onClose }: NewApplicationProps) {
  const { teams } = useMe()
  const navigate = useNavigate()
  const create = useChange('createApplication', {
    hasOwnProblem: true,
    says: ({ name }) => `${name} is there. It needs an API and a key.`,
    afterwards: ({ id }) => navigate({ href: applicationPath(id) }),
  })
  const submit = (form: FormData) =>
    create.mutate({
      body: {
        name: textOf(form, 'name'),
        kind: textOf(form, 'kind') === 'service' ? 'service' : 'shared',
        teamId: textOrNull(form, 'teamId'),
      },
    })
  return (
    <FormDrawer
      title="New application"
      action="Create"
      isOpen={isOpen}
      onClose={onClose}
      isBusy={create.isPending}
      problem={create.error}
      onSubmit={submit}
    >
      <TextInput
        name="name"
        label="Name"
        description="What its calls are found by: checkout-agents, nightly-build."
        maxLength={100}
        required
        data-autofocus
      />
      <NativeSelect
        name="teamId"
        label="Team"
        description="Whose people manage it together, and who pays."
        defaultValue={teams[0]?.id ?? ''}
        data={[...teams.map(({ id, name }) => ({ value: id, label: name })), { value: '', label: 'None: mine alone' }]}
      />
      <NativeSelect
        name="kind"
        label="Who calls"
        data={(['shared', 'service'] as const).map((kind) => ({
          value: kind,
          label: kind === 'shared' ? 'People, each with a key of their own' : 'A machine: a build, a bot, a server',
        }))}
      />
    </FormDrawer>
  )
}
