import { Button, Drawer, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import type { Environment } from '@tollgate/contract/resources/environment'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { CopyField } from '../../ui/copy-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { textOf } from '../../ui/form-values.ts'
import { SecretOnce } from '../../ui/secret-once.tsx'

interface NewGatewayProps {
  readonly environments: readonly Environment[]
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** A token by which a gateway joins; shown this once, with the line that starts it. */
export function NewGateway({ environments, isOpen, onClose }: NewGatewayProps) {
  const [token, setToken] = useState<string>()
  const create = useChange('createJoinToken', { hasOwnProblem: true, afterwards: (made) => setToken(made.token) })
  const close = () => {
    setToken(undefined)
    onClose()
  }
  if (token !== undefined)
    return (
      <Drawer opened={isOpen} onClose={close} title="A gateway may join" closeButtonProps={{ 'aria-label': 'Close' }}>
        <Stack>
          <SecretOnce secret={token} label="Join token" />
          <Text size="sm">On the machine of the gateway:</Text>
          <CopyField value={`TOLLGATE_JOIN_TOKEN='${token}' npx tollgate gateway`} label="Command" />
          <Group justify="flex-end">
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      </Drawer>
    )
  return (
    <FormDrawer
      title="Add gateway"
      isOpen={isOpen}
      onClose={close}
      action="Make join token"
      isBusy={create.isPending}
      problem={create.error}
      onSubmit={(form) =>
        create.mutate({
          body: {
            name: textOf(form, 'name'),
            environmentId: textOf(form, 'environment'),
            expiresIn: textOf(form, 'expiresIn'),
          },
        })
      }
    >
      <TextInput name="name" label="Name" description="What you will know it by" required data-autofocus />
      <NativeSelect
        name="environment"
        label="Environment"
        data={environments.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <NativeSelect name="expiresIn" label="It joins within" data={['30 minutes', '1 hour', '1 day', '7 days']} />
    </FormDrawer>
  )
}
