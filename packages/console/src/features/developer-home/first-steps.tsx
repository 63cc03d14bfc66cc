import { Anchor, List, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Block } from '../../ui/block.tsx'

/** For those whose keys were never used: how an agent gets through. */
export function FirstSteps({ hasKey }: { readonly hasKey: boolean }) {
  return (
    <Block title="Connect your first agent" says="About two minutes from here to the first call.">
      <List type="ordered" spacing="xs" size="sm">
        <List.Item>
          <Anchor component={Link} to="/devportal/catalogue" size="sm" underline="always">
            Find an API
          </Anchor>{' '}
          in the catalogue, and subscribe with your application.
        </List.Item>
        <List.Item>
          {hasKey ? 'You have a key. If you did not copy it, make another one in ' : 'Make a key in '}
          <Anchor component={Link} to="/devportal/applications" size="sm" underline="always">
            your application
          </Anchor>
          . It is shown once.
        </List.Item>
        <List.Item>
          <Anchor component={Link} to="/devportal/connect" size="sm" underline="always">
            Connect
          </Anchor>{' '}
          Codex, opencode or another agent with one command.
        </List.Item>
      </List>
      <Text size="sm" c="dimmed" mt="sm">
        Your first call then appears on this page.
      </Text>
    </Block>
  )
}
