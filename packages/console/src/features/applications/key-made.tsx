import { Button, Drawer, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { KeyMade } from '@tollgate/contract/resources/api-key'
import { SecretOnce } from '../../ui/secret-once.tsx'

interface KeyMadeDrawerProps {
  readonly made: KeyMade
  /** What holds besides: of the key that was rotated. */
  readonly says: string
  readonly onClose: () => void
}

/** A key that was just made: its text, this once, and where it goes. */
export function KeyMadeDrawer({ made, says, onClose }: KeyMadeDrawerProps) {
  const connect = `/devportal/connect?${new URLSearchParams({ application: made.applicationId })}`
  return (
    <Drawer
      opened
      onClose={onClose}
      title={made.name}
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={false}
    >
      <Stack>
        {made.key !== null && <SecretOnce secret={made.key} label={`Key ${made.name}`} />}
        <Text size="sm">{says}</Text>
        <Group justify="flex-end">
          <Button variant="default" component={Link} to={connect}>
            Connect an agent
          </Button>
          <Button onClick={onClose}>I have copied it</Button>
        </Group>
      </Stack>
    </Drawer>
  )
}
