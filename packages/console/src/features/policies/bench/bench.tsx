import { Button, Group, SegmentedControl, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../../client/use-change.ts'
import { ProblemNotice } from '../../../ui/problem-notice.tsx'
import { BenchResult } from './bench-result.tsx'
import { type TrialKind, type TrialSubject, trialBody, trialKinds } from './trial-input.ts'

const labels = {
  prompt: 'What a client asks',
  answer: 'What the model answers',
  body: 'Request as a client sends it (JSON)',
} as const satisfies Record<TrialKind, string>

const example = 'Write to ada@example.com about the card 4111 1111 1111 1111.'

/** A call through policies by the code that calls go through; no provider is asked, and nothing is kept. */
export function Bench({ subject }: { readonly subject: TrialSubject }) {
  const [kind, setKind] = useState<TrialKind>('prompt')
  const [text, setText] = useState('')
  const [tried, setTried] = useState<{ readonly text: string; readonly kind: TrialKind }>()
  const trial = useChange('tryPolicies', { hasOwnProblem: true })
  const body = trialBody(subject, kind, text)
  const run = () => {
    if (body === undefined) return
    setTried({ text, kind })
    trial.mutate({ body })
  }
  return (
    <Stack>
      <SegmentedControl
        aria-label="What goes through"
        data={[...trialKinds]}
        value={kind}
        onChange={(next) => setKind(trialKinds.find(({ value }) => value === next)?.value ?? 'prompt')}
      />
      <Textarea
        label={labels[kind]}
        placeholder={kind === 'body' ? '{ "model": "gpt-5.4", "input": "…" }' : example}
        description="No provider is asked, and nothing is kept. ⌘ Enter tries it."
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) run()
        }}
        error={text !== '' && body === undefined ? 'This is no JSON object yet.' : undefined}
        autosize
        minRows={4}
        maxRows={14}
      />
      <Group justify="flex-end">
        <Button variant="default" disabled={text === '' || body === undefined} loading={trial.isPending} onClick={run}>
          Try
        </Button>
      </Group>
      {trial.error !== null && <ProblemNotice problem={trial.error} />}
      {trial.data !== undefined && tried !== undefined && trial.error === null && (
        <BenchResult trial={trial.data} text={tried.text} kind={tried.kind} />
      )}
    </Stack>
  )
}
