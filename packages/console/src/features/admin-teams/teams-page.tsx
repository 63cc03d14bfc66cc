import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { Team } from '@tollgate/contract/resources/team'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { textOf, textOrNull } from '../../ui/form-values.ts'
import { Page } from '../../ui/page.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { TeamDrawer } from './team-drawer.tsx'

const columns: readonly Column<Team>[] = [
  { name: 'Team', cell: ({ name }) => name, sortBy: ({ name }) => name },
  { name: 'Cost centre', cell: ({ costCentre }) => costCentre ?? '–', sortBy: ({ costCentre }) => costCentre ?? '' },
  { name: 'Owner', cell: ({ ownerName }) => ownerName ?? 'nobody', isMinor: true },
  { name: 'Group of the identity provider', cell: ({ identityGroup }) => identityGroup ?? '–', isMinor: true },
]

/** Who pays together. */
export function TeamsPage() {
  const may = useMay()
  const { values, set, go } = useAddress()
  const asked = useAnswer('listTeams', { query: { limit: 200 } })
  const open = asked.data?.items.find(({ id }) => id === values.team)
  const action = may('teams:manage') && <Button onClick={() => go({ open: 'new' })}>New team</Button>
  return (
    <Page title="Teams" says="People who share applications, and the cost centre that pays for them." action={action}>
      <Answered asked={asked}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty says="No team yet. A team has members, applications and a cost centre that pays for them." />
          ) : (
            <DataTable
              label="Teams"
              columns={columns}
              rows={items}
              rowId={({ id }) => id}
              onOpen={({ id }) => go({ team: id })}
            />
          )
        }
      </Answered>
      <NewTeam isOpen={values.open === 'new'} onClose={() => set({ open: '' })} />
      {open !== undefined && <TeamDrawer team={open} onClose={() => set({ team: '' })} />}
    </Page>
  )
}

interface NewTeamProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

function NewTeam({ isOpen, onClose }: NewTeamProps) {
  const people = useAnswer('listPeople', { query: { limit: 200 } }, { isOn: isOpen })
  const create = useChange('createTeam', {
    hasOwnProblem: true,
    says: ({ name }) => `${name} is there. Add its people next.`,
    afterwards: onClose,
  })
  return (
    <FormDrawer
      title="New team"
      isOpen={isOpen}
      onClose={onClose}
      action="Create team"
      isBusy={create.isPending}
      problem={create.error}
      onSubmit={(form) =>
        create.mutate({
          body: {
            name: textOf(form, 'name'),
            costCentre: textOrNull(form, 'costCentre'),
            ownerId: textOrNull(form, 'owner'),
            identityGroup: textOrNull(form, 'group'),
          },
        })
      }
    >
      <TextInput name="name" label="Name" required data-autofocus />
      <TextInput name="costCentre" label="Cost centre" description="Who pays for what its applications use" />
      <NativeSelect
        name="owner"
        label="Owner"
        description="Manages its members"
        data={[
          { value: '', label: 'Nobody yet' },
          ...(people.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <TextInput
        name="group"
        label="Group of the identity provider"
        description="Its people are members from their next log-in on"
      />
    </FormDrawer>
  )
}
