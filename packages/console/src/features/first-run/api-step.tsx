import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import type { FirstRun } from './first-run.ts'

interface ApiStepProps {
  readonly run: FirstRun
  readonly onDone: (sentence: string) => void
}

/** The API that is there already: what it looks for in prompts, and in force. */
export function ApiStep({ run, onDone }: ApiStepProps) {
  const { api } = run
  const [isMasked, setMasked] = useState(true)
  const publish = usePublish(run, onDone)
  if (api === undefined) return <Text size="sm">Make an API first: line 2 says how.</Text>
  const submit = (event: FormEvent) => {
    event.preventDefault()
    publish.run(isMasked)
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">
          <b>
            {api.name} {api.version}
          </b>{' '}
          is reached at <code>{api.path}</code>, on the plans that developers may choose.
        </Text>
        <Checkbox
          checked={isMasked && !run.hasPolicies}
          disabled={run.hasPolicies}
          onChange={(event) => setMasked(event.currentTarget.checked)}
          label="Look for e-mail addresses and card numbers in prompts"
          description={
            run.hasPolicies
              ? 'The API has policies already.'
              : 'Observed only: it counts what it would have masked, and changes nothing.'
          }
        />
        {publish.error !== null && <ProblemNotice problem={publish.error} />}
        <Group>
          <Button type="submit" loading={publish.isPending}>
            Deploy and publish
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function usePublish({ api, hasPolicies }: FirstRun, onDone: (sentence: string) => void) {
  const attach = useChange('attachApiPolicy', { hasOwnProblem: true })
  const deploy = useChange('deployApi', { hasOwnProblem: true })
  const publish = useChange('changeApiLifecycle', { hasOwnProblem: true })
  const all = async (isMasked: boolean) => {
    if (api === undefined) return
    const params = { id: api.id }
    const masks = { policy: 'pii-mask', config: { entities: ['email', 'card'] }, mode: 'observe' } as const
    if (isMasked && !hasPolicies) await attach.mutateAsync({ params, body: masks })
    await deploy.mutateAsync({ params, body: { note: 'the first set-up' } })
    if (api.state === 'created') await publish.mutateAsync({ params, body: { action: 'publish' } })
    onDone(`${api.name} ${api.version} is deployed and published at ${api.path}.`)
  }
  return {
    run: (isMasked: boolean) => void all(isMasked).catch(() => undefined),
    isPending: attach.isPending || deploy.isPending || publish.isPending,
    error: attach.error ?? deploy.error ?? publish.error,
  }
}
