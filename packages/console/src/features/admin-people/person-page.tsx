import { Button, Group, Stack, Text } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { Person, PersonInvited } from '@tollgate/contract/resources/person'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { InvitedDrawer } from './invite-drawer.tsx'
import { PersonRoles } from './person-roles.tsx'
import { PersonState } from './person-state.tsx'

const meanings: Readonly<Record<Person['state'], string>> = {
  active: 'Signs in, and their keys work.',
  invited: 'Has not chosen a password yet.',
  suspended: 'Is signed out, and every token and key of theirs is refused.',
}

/** One person: state, teams, roles. */
export function PersonPage() {
  const { id = '' } = useParams({ strict: false })
  const may = useMay()
  const asked = useAnswer('getPerson', { params: { id } })
  return (
    <Answered asked={asked} lines={8}>
      {(person) => (
        <Page title={person.name} state={<PersonState state={person.state} />} says={meanings[person.state]}>
          <Block title="Person" action={may('people:manage') && <PersonActions person={person} />}>
            <Stack gap={4}>
              <Text size="sm">{person.email}</Text>
              <Text size="sm" c="dimmed" component="div">
                Here since <Moment at={person.createdAt} /> · teams:{' '}
                {person.teams.map(({ name }) => name).join(', ') || 'none'}
              </Text>
            </Stack>
          </Block>
          <PersonRoles personId={person.id} />
        </Page>
      )}
    </Answered>
  )
}

function PersonActions({ person: { id, name, email, state } }: { readonly person: Person }) {
  const navigate = useNavigate()
  const [invited, setInvited] = useState<PersonInvited>()
  const params = { id }
  const suspend = useChange('suspendPerson', {
    says: () => `${name} is suspended. Their keys are refused from now on.`,
  })
  const reactivate = useChange('reactivatePerson', { says: () => `${name} is active again.` })
  const again = useChange('invitePersonAgain', { afterwards: setInvited })
  const remove = useChange('deletePerson', {
    says: () => `${name} is deleted.`,
    afterwards: () => void navigate({ to: '/admin' }),
  })
  const askToSuspend = () =>
    confirm({
      title: `Suspend ${name}`,
      says: 'They are signed out at once, and every key and token of theirs is refused until they are reactivated.',
      action: 'Suspend',
      onConfirm: () => suspend.mutate({ params }),
    })
  const askToDelete = () =>
    confirm({
      title: `Delete ${name}`,
      says: 'Their keys end for good, and what is theirs alone goes with them. Usage stays booked on their address.',
      action: 'Delete',
      typed: email,
      onConfirm: () => remove.mutate({ params }),
    })
  return (
    <Group gap="xs">
      {state === 'invited' && (
        <Button variant="default" onClick={() => again.mutate({ params })} loading={again.isPending}>
          New invitation link
        </Button>
      )}
      {state === 'suspended' ? (
        <Button onClick={() => reactivate.mutate({ params })} loading={reactivate.isPending}>
          Reactivate
        </Button>
      ) : (
        <Button variant="default" onClick={askToSuspend}>
          Suspend
        </Button>
      )}
      <Button variant="default" onClick={askToDelete}>
        Delete
      </Button>
      {invited !== undefined && <InvitedDrawer invited={invited} isOpen onClose={() => setInvited(undefined)} />}
    </Group>
  )
}
