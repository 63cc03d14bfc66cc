import { Button, Checkbox, Drawer, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import type { PersonInvited } from '@tollgate/contract/resources/person'
import type { Role } from '@tollgate/contract/resources/role-binding'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { textOf, textOrNull } from '../../ui/form-values.ts'
import { SecretOnce } from '../../ui/secret-once.tsx'

interface InviteDrawerProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Invites somebody; the link by which they choose a password is shown this once. */
export function InviteDrawer({ isOpen, onClose }: InviteDrawerProps) {
  const [invited, setInvited] = useState<PersonInvited>()
  const roles = useAnswer('listRoles', {}, { isOn: isOpen })
  const teams = useAnswer('listTeams', { query: { limit: 200 } }, { isOn: isOpen })
  const invite = useChange('invitePerson', { hasOwnProblem: true, afterwards: setInvited })
  const close = () => {
    setInvited(undefined)
    invite.reset()
    onClose()
  }
  if (invited !== undefined) return <InvitedDrawer invited={invited} isOpen={isOpen} onClose={close} />
  return (
    <FormDrawer
      title="Invite somebody"
      isOpen={isOpen}
      onClose={close}
      action="Send invitation"
      isBusy={invite.isPending}
      problem={invite.error}
      onSubmit={(form) =>
        invite.mutate({
          body: {
            email: textOf(form, 'email'),
            name: textOf(form, 'name'),
            roles: form.getAll('role').map(String) as Role[],
            teamId: textOrNull(form, 'team'),
          },
        })
      }
    >
      <TextInput name="name" label="Name" required data-autofocus />
      <TextInput
        name="email"
        label="E-mail address"
        description="Also the name to sign in with"
        type="email"
        required
      />
      <Checkbox.Group label="Roles" defaultValue={['developer']}>
        <Stack gap="xs" mt="xs">
          {(roles.data?.items ?? []).map(({ role, description }) => (
            <Checkbox key={role} name="role" value={role} label={role} description={description} />
          ))}
        </Stack>
      </Checkbox.Group>
      <NativeSelect
        name="team"
        label="First team"
        description="It pays for what they use"
        data={[
          { value: '', label: 'None yet' },
          ...(teams.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </FormDrawer>
  )
}

interface InvitedDrawerProps extends InviteDrawerProps {
  readonly invited: PersonInvited
}

/** What is handed over: whoever opens the link chooses the password. */
export function InvitedDrawer({ invited, isOpen, onClose }: InvitedDrawerProps) {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title={`${invited.name} is invited`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <SecretOnce secret={invited.invitationUrl} label="Invitation link" />
        <Text size="sm">
          {invited.invitationMailed
            ? `It was also mailed to ${invited.email}.`
            : 'No mail server is configured: hand the link over yourself.'}
        </Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Drawer>
  )
}
