import { Button, Drawer, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import type { Endpoint } from '@tollgate/contract/resources/endpoint'
import { type FormEvent, useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { draftOf, type EndpointDraft, endpointBody, endpointTry } from './endpoint-draft.ts'
import { isTargetWhole, originOf } from './endpoint-target.ts'
import { EndpointTargetFields } from './endpoint-target-fields.tsx'
import { EndpointTestResult } from './endpoint-test-result.tsx'

interface EndpointDrawerProps {
  readonly api: Api
  /** `new`, or the id of one; undefined: closed. */
  readonly open: string | undefined
  readonly endpoint: Endpoint | undefined
  readonly onClose: () => void
}

/** A new endpoint, or one that is changed; tried before it is saved. */
export function EndpointDrawer({ api, open, endpoint, onClose }: EndpointDrawerProps) {
  const isOpen = open === 'new' || endpoint !== undefined
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title={endpoint === undefined ? 'New endpoint' : endpoint.name}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {isOpen && <EndpointForm api={api} endpoint={endpoint} onClose={onClose} />}
    </Drawer>
  )
}

function EndpointForm({ api, endpoint, onClose }: Omit<EndpointDrawerProps, 'open'>) {
  const [draft, setDraft] = useState(() => draftOf(endpoint))
  const change = (changes: Partial<EndpointDraft>) => setDraft({ ...draft, ...changes })
  const options = { hasOwnProblem: true, says: () => 'Saved in the draft. Deploy to make it so.', afterwards: onClose }
  const create = useChange('createEndpoint', options)
  const update = useChange('updateEndpoint', options)
  const test = useChange('testEndpointDraft', { hasOwnProblem: true })
  const problem = create.error ?? update.error
  const save = (event: FormEvent) => {
    event.preventDefault()
    const body = endpointBody(draft)
    if (endpoint === undefined) create.mutate({ params: { id: api.id }, body })
    else update.mutate({ params: { id: endpoint.id }, body, revision: endpoint.revision })
  }
  const tried = endpointTry(draft, endpoint)
  return (
    <form onSubmit={save}>
      <Stack gap="sm">
        <PlaceFields draft={draft} change={change} problems={problem?.fields ?? {}} />
        <EndpointTargetFields
          providerId={api.providerId}
          target={draft.target}
          onChange={(target) => {
            test.reset()
            change({ target })
          }}
          {...(endpoint === undefined || originOf(draft.target.url) !== originOf(endpoint.url)
            ? {}
            : { saved: endpoint.credentialId })}
          problems={{ ...problem?.fields, ...test.error?.fields }}
        />
        <EndpointTestResult result={test.data} problem={test.error} />
        {problem !== null && <ProblemNotice problem={problem} />}
        <Group justify="flex-end">
          <Button
            variant="default"
            loading={test.isPending}
            disabled={tried === undefined}
            onClick={() => tried !== undefined && test.mutate({ params: { id: api.id }, body: tried })}
          >
            Test now
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending} disabled={!isTargetWhole(draft.target)}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface PlaceFieldsProps {
  readonly draft: EndpointDraft
  readonly change: (changes: Partial<EndpointDraft>) => void
  readonly problems: Readonly<Record<string, string>>
}

function PlaceFields({ draft, change, problems }: PlaceFieldsProps) {
  const { data } = useAnswer('listEnvironments', { query: { limit: 200 } })
  return (
    <>
      <TextInput
        label="Name"
        description="Empty: that of the keys it answers."
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={problems.name}
      />
      <Group grow align="flex-start">
        <Select
          label="Answers"
          data={[
            { value: 'production', label: 'production keys' },
            { value: 'sandbox', label: 'sandbox keys' },
          ]}
          value={draft.stage}
          onChange={(stage) => change({ stage: stage === 'sandbox' ? 'sandbox' : 'production' })}
          allowDeselect={false}
        />
        <NumberInput
          label="Weight"
          description="Its share of the calls"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={1}
          max={1_000}
          allowDecimal={false}
          value={draft.weight}
          onChange={(weight) => change({ weight: Number(weight) || 1 })}
          error={problems.weight}
        />
      </Group>
      <Select
        label="Environment"
        description="One of its own goes before those of every environment."
        data={[
          { value: '', label: 'every one' },
          ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={draft.environmentId ?? ''}
        onChange={(id) => change({ environmentId: id === null || id === '' ? null : id })}
        allowDeselect={false}
      />
    </>
  )
}
