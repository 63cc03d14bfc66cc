import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { Environment } from '@tollgate/contract/resources/environment'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { listOf, textOf, textOrNull } from '../../ui/form-values.ts'

interface EnvironmentsProps {
  readonly items: readonly Environment[]
  /** `environment`: a new one; else the id of one. */
  readonly open: string | undefined
  readonly onOpen: (open: string) => void
}

/** Where APIs are deployed, in the order in which they are promoted. */
export function Environments({ items, open, onOpen }: EnvironmentsProps) {
  const may = useMay()
  const isAllowed = may('environments:manage')
  const names = new Map(items.map(({ id, name }) => [id, name]))
  const chosen = items.find(({ id }) => id === open)
  const add = isAllowed && (
    <Button variant="default" onClick={() => onOpen('environment')}>
      New environment
    </Button>
  )
  return (
    <Block title="Environments" action={add}>
      <DataTable
        label="Environments"
        rows={items}
        rowId={({ id }) => id}
        {...(isAllowed ? { onOpen: ({ id }: Environment) => onOpen(id) } : {})}
        columns={[
          { name: 'Environment', cell: ({ name }) => name },
          { name: 'Host names', cell: ({ hostNames }) => hostNames.join(', ') || '–' },
          {
            name: 'Promoted from',
            cell: ({ promotesFromId }) => (promotesFromId === null ? '–' : names.get(promotesFromId)),
            isMinor: true,
          },
        ]}
      />
      {(open === 'environment' || chosen !== undefined) && (
        <EnvironmentDrawer environment={chosen} others={items} onClose={() => onOpen('')} />
      )}
    </Block>
  )
}

interface EnvironmentDrawerProps {
  /** undefined: a new one. */
  readonly environment: Environment | undefined
  readonly others: readonly Environment[]
  readonly onClose: () => void
}

function EnvironmentDrawer({ environment, others, onClose }: EnvironmentDrawerProps) {
  const common = { hasOwnProblem: true, afterwards: onClose }
  const create = useChange('createEnvironment', {
    ...common,
    says: ({ name }) => `${name} is there. Add a gateway to it.`,
  })
  const update = useChange('updateEnvironment', { ...common, says: ({ name }) => `${name} is saved.` })
  const submit = (form: FormData) => {
    const body = {
      name: textOf(form, 'name'),
      hostNames: listOf(form, 'hostNames'),
      promotesFromId: textOrNull(form, 'from'),
    }
    if (environment === undefined) create.mutate({ body })
    else update.mutate({ params: { id: environment.id }, body, revision: environment.revision })
  }
  const before = others.filter(({ id }) => id !== environment?.id)
  return (
    <FormDrawer
      title={environment?.name ?? 'New environment'}
      isOpen
      onClose={onClose}
      action="Save"
      isBusy={create.isPending || update.isPending}
      problem={create.error ?? update.error}
      onSubmit={submit}
    >
      <TextInput name="name" label="Name" defaultValue={environment?.name ?? ''} required />
      <Textarea
        name="hostNames"
        label="Host names"
        description="Under which its gateways are reached, one a line, without https:// and without a port"
        defaultValue={environment?.hostNames.join('\n') ?? ''}
        autosize
        minRows={2}
      />
      <NativeSelect
        name="from"
        label="Promoted from"
        description="The environment that is deployed to first"
        defaultValue={environment?.promotesFromId ?? ''}
        data={[{ value: '', label: 'None' }, ...before.map(({ id, name }) => ({ value: id, label: name }))]}
      />
    </FormDrawer>
  )
}
