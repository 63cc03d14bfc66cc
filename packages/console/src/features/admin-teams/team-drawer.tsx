import { Button, Drawer, Group, Stack, Text, TextInput } from '@mantine/core'
import type { Member, Team } from '@tollgate/contract/resources/team'
import { type FormEvent, useRef } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { textOf } from '../../ui/form-values.ts'
import { StateWord } from '../../ui/state-word.tsx'

interface TeamDrawerProps {
  readonly team: Team
  readonly onClose: () => void
}

/** A team's people. */
export function TeamDrawer({ team, onClose }: TeamDrawerProps) {
  const may = useMay()
  const isAllowed = may('teams:manage')
  const asked = useAnswer('listMembers', { params: { id: team.id }, query: { limit: 200 } })
  const remove = useChange('deleteTeam', { says: () => `${team.name} is deleted.`, afterwards: onClose })
  const askToDelete = () =>
    confirm({
      title: `Delete ${team.name}`,
      says: 'Its members stay; roles that they had by it are gone. A team that owns applications cannot be deleted.',
      action: 'Delete',
      typed: team.name,
      onConfirm: () => remove.mutate({ params: { id: team.id } }),
    })
  return (
    <Drawer opened onClose={onClose} title={team.name} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        <Text size="sm" c="dimmed">
          Cost centre: {team.costCentre ?? 'none'} · owner: {team.ownerName ?? 'nobody'}
        </Text>
        {isAllowed && <AddMember team={team} />}
        <Answered asked={asked} lines={3}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty says="Nobody is in this team yet." />
            ) : (
              <Members team={team} items={items} isAllowed={isAllowed} />
            )
          }
        </Answered>
        {isAllowed && (
          <Group>
            <Button variant="default" onClick={askToDelete}>
              Delete team
            </Button>
          </Group>
        )}
      </Stack>
    </Drawer>
  )
}

function AddMember({ team }: { readonly team: Team }) {
  const field = useRef<HTMLInputElement>(null)
  const add = useChange('addMember', {
    says: ({ personName }) => `${personName} is in ${team.name}.`,
    afterwards: () => {
      if (field.current !== null) field.current.value = ''
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    add.mutate({ params: { id: team.id }, body: { email: textOf(new FormData(event.currentTarget), 'email') } })
  }
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="xs">
        <TextInput ref={field} name="email" type="email" label="E-mail address of a new member" flex={1} required />
        <Button type="submit" loading={add.isPending}>
          Add
        </Button>
      </Group>
    </form>
  )
}

interface MembersProps {
  readonly team: Team
  readonly items: readonly Member[]
  readonly isAllowed: boolean
}

function Members({ team, items, isAllowed }: MembersProps) {
  const remove = useChange('removeMember', { says: () => 'Taken out of the team.' })
  const out = ({ personId, personName, source }: Member) =>
    isAllowed &&
    source === 'hand' && (
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={`Take out: ${personName}`}
        onClick={() => remove.mutate({ params: { id: team.id, personId } })}
      >
        Take out
      </Button>
    )
  return (
    <DataTable
      label={`Members of ${team.name}`}
      rows={items}
      rowId={({ id }) => id}
      columns={[
        { name: 'Person', cell: ({ personName }) => personName },
        { name: 'Role', cell: ({ role }) => role },
        {
          name: 'State',
          cell: ({ isCurrent }) => <StateWord>{isCurrent ? 'member' : 'not now'}</StateWord>,
          isMinor: true,
        },
        { name: 'Change', cell: out },
      ]}
    />
  )
}
