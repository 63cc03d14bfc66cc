import { Anchor, Text } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '../../client/call.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import type { Prompt } from './request-body.ts'
import { Snippets } from './snippets.tsx'
import { asPublisher } from './test-key.ts'
import { TriedAnswer } from './tried-answer.tsx'
import { TriedNumbers } from './tried-numbers.tsx'
import { dialectsOf, TryForm } from './try-form.tsx'
import { useTry } from './use-try.ts'

type Api = Answer<'getCatalogueEntry'>

/** Does it work? */
export function TryPage() {
  const { id = '' } = useParams({ strict: false })
  const asked = useAnswer('getCatalogueEntry', { params: { id } })
  const { data: api } = asked
  return (
    <Page
      title={api === undefined ? 'Try' : `Try ${api.name} ${api.version}`}
      says={
        <Anchor component={Link} to={`/devportal/catalogue/${id}`} size="sm">
          About this API
        </Anchor>
      }
    >
      <Answered asked={asked}>{(known) => <Playground key={known.id} api={known} />}</Answered>
    </Page>
  )
}

function Playground({ api }: { readonly api: Api }) {
  const { tried, send, stop } = useTry()
  const applications = useApplications(api.id)
  const [chosen, choose] = useState<string>()
  const [dialect = 'openai-responses'] = dialectsOf(api)
  const [prompt, setPrompt] = useState<Prompt>({ dialect, model: api.models[0]?.id ?? '', text: '' })
  const application = chosen ?? applications[0]?.value ?? null
  if (dialectsOf(api).length === 0) return <Empty says="This API speaks nothing that can be tried here." />
  return (
    <>
      <Block>
        <TryForm
          api={api}
          prompt={prompt}
          onPrompt={setPrompt}
          applications={applications}
          application={application}
          onApplication={choose}
          isOpen={tried?.state === 'sending' || tried?.state === 'answering'}
          onSend={() => application !== null && void send({ apiId: api.id, application, prompt })}
          onStop={stop}
        />
        <Text size="sm" c="dimmed" mt="sm">
          {applications.length === 0
            ? 'None of your applications may use this API yet: subscribe one first.'
            : 'A key is made for this visit, kept nowhere and revoked when you leave. The call goes through the gateway and counts as any other.'}
        </Text>
      </Block>
      {tried !== undefined && <TriedAnswer tried={tried} />}
      {tried !== undefined && <TriedNumbers tried={tried} />}
      <Snippets api={api} prompt={prompt} />
    </>
  )
}

/** Those that may use it; for who looks after APIs also none at all. */
function useApplications(apiId: string): readonly { readonly value: string; readonly label: string }[] {
  const may = useMay()
  const subscriptions = useAnswer('listSubscriptions', { query: { apiId, state: 'active', limit: 200 } })
  const own = (subscriptions.data?.items ?? []).map(({ applicationId, applicationName }) => ({
    value: applicationId,
    label: applicationName,
  }))
  return may('apis:manage') ? [...own, { value: asPublisher, label: 'None, as a publisher' }] : own
}
