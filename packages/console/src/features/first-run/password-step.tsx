import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useMe } from '../../client/use-me.ts'
import { changePassword } from './change-password.ts'

/** A password of one's own instead of the one that the terminal showed. */
export function PasswordStep({ onDone }: { readonly onDone: (sentence: string) => void }) {
  const { person } = useMe()
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    const refused = await changePassword(String(form.get('current')), String(form.get('next')))
    setBusy(false)
    setProblem(refused)
    if (refused === null) onDone('A password of your own is set.')
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <Text size="sm">You are signed in as {person?.email ?? 'this machine'}.</Text>
        <PasswordInput
          name="current"
          label="Password that the terminal showed"
          autoComplete="current-password"
          required
        />
        <PasswordInput
          name="next"
          label="Your own password"
          description="At least 12 characters; a sentence is easy to remember."
          autoComplete="new-password"
          required
          error={problem}
        />
        <Group>
          <Button type="submit" loading={isBusy}>
            Set password
          </Button>
          <Button variant="default" onClick={() => onDone('The password stays as it is.')}>
            Keep this one
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
