import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import type { FormEvent } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import type { FirstRun } from './first-run.ts'

interface KeyStepProps {
  readonly run: FirstRun
  /** That was made here. */
  readonly secret: string | undefined
  readonly onKey: (key: string, application: string) => void
}

/** An application that is subscribed, and a key of it, which is shown this once. */
export function KeyStep({ run, secret, onKey }: KeyStepProps) {
  const make = useMakeKey(run, onKey)
  if (secret !== undefined) return <SecretOnce secret={secret} label="Your key" />
  if (run.api === undefined) return <Text size="sm">Make an API first: line 2 says how.</Text>
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    make.run(String(new FormData(event.currentTarget).get('application')))
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          name="application"
          label="Application"
          description={
            run.application === undefined
              ? `It is subscribed to ${run.api.name} on the first plan that is offered.`
              : 'It is there already; it is subscribed where it is not yet.'
          }
          defaultValue={run.application?.name ?? 'my-laptop'}
          readOnly={run.application !== undefined}
          required
        />
        {make.error !== null && <ProblemNotice problem={make.error} />}
        <Group>
          <Button type="submit" loading={make.isPending} disabled={!make.isReady}>
            Make a key
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function useMakeKey({ api, application }: FirstRun, onKey: KeyStepProps['onKey']) {
  const create = useChange('createApplication', { hasOwnProblem: true })
  const subscribe = useChange('createSubscription', { hasOwnProblem: true })
  const key = useChange('createKey', { hasOwnProblem: true })
  const asked = useAnswer(
    'listApplicationSubscriptions',
    { params: { id: application?.id ?? '' }, query: { limit: 200 } },
    { isOn: application !== undefined },
  )
  const all = async (name: string) => {
    if (api === undefined) return
    const owner = application ?? (await create.mutateAsync({ body: { name } }))
    const params = { id: owner.id }
    if (asked.data?.items.some(({ apiId }) => apiId === api.id) !== true)
      await subscribe.mutateAsync({ params, body: { apiId: api.id, ...planOf(api.planIds) } })
    const made = await key.mutateAsync({ params, body: { name: 'first agent' } })
    if (made.key !== null) onKey(made.key, owner.name)
  }
  return {
    run: (name: string) => void all(name).catch(() => undefined),
    // Before it is known what the application is subscribed to, it would be subscribed twice.
    isReady: application === undefined || asked.data !== undefined,
    isPending: create.isPending || subscribe.isPending || key.isPending,
    error: create.error ?? subscribe.error ?? key.error,
  }
}

function planOf([planId]: readonly string[]): { readonly planId?: string } {
  return planId === undefined ? {} : { planId }
}
