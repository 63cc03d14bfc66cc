import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useState } from 'react'

interface Confirmation {
  readonly title: string
  /** What will happen, and whom it touches. */
  readonly says: string
  readonly action: string
  /** Has to be typed before it can be done: for what cannot be undone. */
  readonly typed?: string
  readonly onConfirm: () => void
}

/** Asks before something that cannot be taken back. */
export function confirm(confirmation: Confirmation): void {
  const id = modals.open({
    title: confirmation.title,
    children: <ConfirmForm {...confirmation} onDone={() => modals.close(id)} />,
  })
}

function ConfirmForm({ says, action, typed, onConfirm, onDone }: Confirmation & { readonly onDone: () => void }) {
  const [text, setText] = useState('')
  const isReady = typed === undefined || text === typed
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!isReady) return
        onDone()
        onConfirm()
      }}
    >
      <Stack>
        <Text size="sm">{says}</Text>
        {typed !== undefined && (
          <TextInput
            label={`Type ${typed} to go on`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Keep it
          </Button>
          <Button type="submit" color="red" disabled={!isReady}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
