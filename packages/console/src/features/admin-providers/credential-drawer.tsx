import { Button, Checkbox, Drawer, Group, List, PasswordInput, Stack, Text } from '@mantine/core'
import type { Credential } from '@tollgate/contract/resources/credential'
import type { FormEvent } from 'react'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { confirm } from '../../ui/confirm.tsx'
import { isChecked, textOf } from '../../ui/form-values.ts'
import { Moment } from '../../ui/moment.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

interface CredentialDrawerProps {
  readonly credential: Credential
  readonly onClose: () => void
}

/** One credential: who uses it, and a new secret for it, at once or later. */
export function CredentialDrawer({ credential, onClose }: CredentialDrawerProps) {
  const may = useMay()
  const { id, name, lastFour, rotatedAt, origin, header, usedBy } = credential
  const remove = useChange('deleteCredential', { says: () => `${name} is deleted.`, afterwards: onClose })
  const askToDelete = () =>
    confirm({
      title: `Delete ${name}`,
      says: 'Only a credential that no endpoint uses can be deleted.',
      action: 'Delete',
      typed: name,
      onConfirm: () => remove.mutate({ params: { id } }),
    })
  return (
    <Drawer opened onClose={onClose} title={`${name} …${lastFour}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        <Text size="sm" component="div">
          Sent to {origin} only, in {header ?? 'Authorization'}. In use since <Moment at={rotatedAt} />.
        </Text>
        <div>
          <Text size="sm" fw={500}>
            Used by
          </Text>
          {usedBy.length === 0 && <Text size="sm">Nothing.</Text>}
          <List size="sm">
            {usedBy.map(({ endpointId, apiName, endpointName, isDeployed }) => (
              <List.Item key={endpointId}>
                {apiName}, {endpointName}
                {isDeployed ? '' : ' (with its next deployment)'}
              </List.Item>
            ))}
          </List>
        </div>
        {may('credentials:manage') && (
          <>
            <Rotate credential={credential} />
            <Group>
              <Button variant="default" onClick={askToDelete}>
                Delete credential
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Drawer>
  )
}

function Rotate({ credential: { id, name, hasNext } }: { readonly credential: Credential }) {
  const params = { id }
  const rotate = useChange('rotateCredential', {
    hasOwnProblem: true,
    says: (made) => (made.hasNext ? `The next key of ${name} waits.` : `${name} is …${made.lastFour} now.`),
  })
  const activate = useChange('activateCredential', { says: (made) => `${name} is …${made.lastFour} now.` })
  const discard = useChange('discardNextSecret', { says: () => `The next key of ${name} is gone.` })
  if (hasNext)
    return (
      <Stack gap="xs">
        <Text size="sm">A next key waits. Until it is activated, calls go out with the old one.</Text>
        <Group>
          <Button onClick={() => activate.mutate({ params })} loading={activate.isPending}>
            Activate it
          </Button>
          <Button variant="default" onClick={() => discard.mutate({ params })}>
            Discard it
          </Button>
        </Group>
      </Stack>
    )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    rotate.mutate({ params, body: { secret: textOf(form, 'secret'), activate: !isChecked(form, 'later') } })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <PasswordInput name="secret" label="New key" description="Calls in flight end with the old one" required />
        <Checkbox name="later" label="Keep it as the next one, to be activated later" />
        {rotate.error !== null && <ProblemNotice problem={rotate.error} />}
        <Group>
          <Button type="submit" loading={rotate.isPending}>
            Rotate
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
