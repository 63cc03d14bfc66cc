import { Button, Group, Stack, Textarea } from '@mantine/core'
import type { AccessRequest } from '@tollgate/contract/resources/request'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

const presets = [
  'Please use the application of your team.',
  'Say what you need it for, and ask again.',
  'Your plan has enough for that: see what is left of it.',
]

/** No, with a sentence: a given one or an own one. */
export function DeclineForm({ request, onClose }: { readonly request: AccessRequest; readonly onClose: () => void }) {
  const [answer, setAnswer] = useState('')
  const refuse = useChange('refuseRequest', {
    hasOwnProblem: true,
    says: () => `Declined. ${request.personName} reads why, and may ask again.`,
    afterwards: onClose,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        refuse.mutate({ params: { id: request.id }, body: { answer } })
      }}
    >
      <Stack gap="xs">
        <Textarea
          label="Why not"
          description={`${request.personName} reads it.`}
          value={answer}
          onChange={(event) => setAnswer(event.currentTarget.value)}
          autosize
          minRows={2}
          required
          autoFocus
        />
        <Group gap="xs">
          {presets.map((preset) => (
            <Button key={preset} size="compact-sm" variant="default" onClick={() => setAnswer(preset)}>
              {preset}
            </Button>
          ))}
        </Group>
        {refuse.error !== null && <ProblemNotice problem={refuse.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={answer.trim() === ''} loading={refuse.isPending}>
            Decline
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
