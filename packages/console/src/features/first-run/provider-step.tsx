import { Anchor, Button, Group, PasswordInput, Radio, Stack, Text, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { EndpointTest } from '@tollgate/contract/resources/endpoint'
import { type FormEvent, useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { shownMs } from '../../ui/numbers.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import type { FirstRun } from './first-run.ts'

const openAi = 'https://api.openai.com'
type Choice = 'openai' | 'other' | 'demo'

interface ProviderStepProps {
  readonly run: FirstRun
  readonly onDone: (sentence: string) => void
}

/** Who answers: a key that is tried before it is kept, or the provider that Tollgate brings along. */
export function ProviderStep({ run, onDone }: ProviderStepProps) {
  const [choice, setChoice] = useState<Choice>('openai')
  const [test, setTest] = useState<EndpointTest>()
  const save = useSave(run, { onTested: setTest, onDone })
  const { api, endpoint } = run
  if (api === undefined || endpoint === undefined) return <NoApi />
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    if (choice === 'demo') onDone('The demo provider answers, without a key and without a cost.')
    else save.mutate({ url: String(form.get('url') ?? openAi), secret: String(form.get('secret')) })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Radio.Group
          value={choice}
          onChange={(value) => setChoice(value as Choice)}
          label="Provider"
          description="Anything that speaks as OpenAI does can be added now; more under Admin, Providers."
        >
          <Group mt="xs">
            <Radio value="openai" label="OpenAI" />
            <Radio value="other" label="OpenAI-compatible" />
            <Radio value="demo" label="Try without a key" />
          </Group>
        </Radio.Group>
        {choice === 'other' && (
          <TextInput name="url" label="Address" placeholder="https://models.example.com/v1" type="url" required />
        )}
        {choice !== 'demo' && (
          <PasswordInput name="secret" label="Provider key" description="Kept encrypted; shown never again." required />
        )}
        {test !== undefined && !test.ok && (
          <Text size="sm" c="var(--bad)" role="alert">
            {test.problem ?? 'The provider did not take it.'}
          </Text>
        )}
        {save.error !== null && <ProblemNotice problem={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending}>
            {choice === 'demo' ? 'Use the demo provider' : 'Test and save'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface Saving {
  readonly onTested: (test: EndpointTest) => void
  readonly onDone: (sentence: string) => void
}

/** Tried first; kept, and put in force, when the provider has answered. */
function useSave({ api, endpoint }: FirstRun, { onTested, onDone }: Saving) {
  const update = useChange('updateEndpoint', { hasOwnProblem: true })
  const deploy = useChange('deployApi', { hasOwnProblem: true })
  const tryOut = useChange('testEndpointDraft', { hasOwnProblem: true })
  const run = async (body: { url: string; secret: string }) => {
    if (api === undefined || endpoint === undefined) return
    const test = await tryOut.mutateAsync({ params: { id: api.id }, body })
    onTested(test)
    if (!test.ok) return
    await update.mutateAsync({ params: { id: endpoint.id }, body, revision: endpoint.revision })
    await deploy.mutateAsync({ params: { id: api.id }, body: { note: 'the provider key' } })
    const models = test.modelCount === null ? '' : `, ${test.modelCount} models`
    onDone(`${new URL(body.url).host} answered in ${shownMs(test.latencyMs)}${models}.`)
  }
  return {
    mutate: (body: { url: string; secret: string }) => void run(body).catch(() => undefined),
    isPending: tryOut.isPending || update.isPending || deploy.isPending,
    error: tryOut.error ?? update.error ?? deploy.error,
  }
}

function NoApi() {
  return (
    <Text size="sm">
      There is no API yet.{' '}
      <Anchor component={Link} to="/publisher/apis/new" size="sm" underline="always">
        Make one from a provider
      </Anchor>{' '}
      and come back: its key is tried there.
    </Text>
  )
}
