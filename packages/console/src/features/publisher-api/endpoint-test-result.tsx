import { Group, Text } from '@mantine/core'
import type { EndpointTest } from '@tollgate/contract/resources/endpoint'
import type { Problem } from '../../client/problem.ts'
import { Notice } from '../../ui/notice.tsx'
import { shownMs } from '../../ui/numbers.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { StateWord } from '../../ui/state-word.tsx'

const modelsShown = 24

interface TestResultProps {
  readonly result: EndpointTest | undefined
  readonly problem?: Problem | null
}

/** What the provider answered to a test: its status, how long it took, its models; else what is wrong and what to do. */
export function EndpointTestResult({ result, problem = null }: TestResultProps) {
  return (
    <div role="status">
      {problem !== null && <ProblemNotice problem={problem} />}
      {problem === null &&
        result !== undefined &&
        (result.ok ? <Answered result={result} /> : <Failed result={result} />)}
    </div>
  )
}

function Answered({ result }: { readonly result: EndpointTest }) {
  const { status, latencyMs, modelCount, models } = result
  const shown = models.slice(0, modelsShown)
  return (
    <Notice tone="good" title={`It answered ${status} in ${shownMs(latencyMs)}`}>
      <Text size="sm" mb="xs">
        {modelCount === null
          ? 'Its list of models is too long to count.'
          : `${modelCount} ${modelCount === 1 ? 'model' : 'models'}:`}
      </Text>
      <Group gap={4}>
        {shown.map((model) => (
          <StateWord key={model}>{model}</StateWord>
        ))}
        {models.length > shown.length && <Text size="sm">and {models.length - shown.length} more</Text>}
      </Group>
    </Notice>
  )
}

function Failed({ result }: { readonly result: EndpointTest }) {
  const { status, latencyMs, problem } = result
  const title =
    status === null ? `No answer after ${shownMs(latencyMs)}` : `It answered ${status} in ${shownMs(latencyMs)}`
  return (
    <Notice tone="bad" title={title}>
      <Text size="sm">{problem}</Text>
    </Notice>
  )
}
