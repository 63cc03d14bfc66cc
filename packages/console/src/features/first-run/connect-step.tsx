import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { CopyField } from '../../ui/copy-field.tsx'

interface ConnectStepProps {
  /** The key that was made in the line before. */
  readonly secret: string | undefined
  readonly onDone: (sentence: string) => void
}

/** The commands for Codex on the machine where Tollgate was started; all other agents have the page Connect. */
export function ConnectStep({ secret, onDone }: ConnectStepProps) {
  return (
    <Stack gap="sm">
      <Text size="sm">In the folder of Tollgate, this shows the change to Codex’s settings and keeps a backup:</Text>
      <CopyField value="npx tollgate connect codex" label="Command" />
      <Text size="sm">Then, in the terminal in which you work, what it prints, with your key:</Text>
      <CopyField value={`export OPENAI_AUTH_TOKEN="${secret ?? '<your key>'}"\ncodex`} label="Key and start" />
      <Group>
        <Button onClick={() => onDone('The commands are here.')}>I have run them</Button>
        <Anchor component={Link} to="/devportal/connect" size="sm">
          Other agents and machines
        </Anchor>
      </Group>
    </Stack>
  )
}
