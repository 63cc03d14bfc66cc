import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Problem } from '../client/problem.ts'

const shownMs = 6_000

/** Says what happened, and how to take it back where that is possible. */
export function tell(sentence: string, undo?: () => void): void {
  const id = notifications.show({
    message:
      undo === undefined ? (
        sentence
      ) : (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{sentence}</Text>
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              notifications.hide(id)
              undo()
            }}
          >
            Undo
          </Button>
        </Group>
      ),
    autoClose: shownMs,
    withBorder: true,
  })
}

export function tellProblem({ title, message, fields, requestId }: Problem): void {
  const details = Object.entries(fields).map(([field, reason]) => `${field}: ${reason}`)
  notifications.show({
    title,
    message: [message, ...details, requestId === undefined ? '' : `Request ${requestId}`].filter(Boolean).join(' · '),
    color: 'red',
    autoClose: 2 * shownMs,
    withBorder: true,
  })
}
