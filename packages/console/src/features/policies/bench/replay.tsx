import { Anchor, Button, Group, NativeSelect, Select, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { PolicyReplay } from '@tollgate/contract/resources/policy-replay'
import { useState } from 'react'
import { useAnswer } from '../../../client/use-answer.ts'
import { useChange } from '../../../client/use-change.ts'
import { apiPath } from '../../../ui/api-tabs.ts'
import { DataTable } from '../../../ui/data-table.tsx'
import { Moment } from '../../../ui/moment.tsx'
import { shownMs } from '../../../ui/numbers.ts'
import { ProblemNotice } from '../../../ui/problem-notice.tsx'
import { StateWord } from '../../../ui/state-word.tsx'
import type { PolicyScope } from '../policy-scope.ts'
import { verdictWord } from '../policy-words.ts'
import { foundWords } from './bench-result.tsx'

interface ReplayProps {
  readonly scope: PolicyScope
  readonly policy: string
  readonly config: unknown
}

/** What would the last requests have met? */
export function Replay({ scope, policy, config }: ReplayProps) {
  const [chosen, setChosen] = useState<string | null>(null)
  const [last, setLast] = useState('50')
  const apis = useAnswer('listApis', { query: { limit: 200 } }, { isOn: scope === null })
  const replay = useChange('replayPolicy', { hasOwnProblem: true })
  const apiId = scope ?? chosen
  return (
    <Stack>
      <Text size="sm">
        The last requests that the API kept go through this policy as it stands in the form. No provider is asked.
      </Text>
      <Group align="flex-end">
        {scope === null && (
          <Select
            label="API"
            data={(apis.data?.items ?? []).map(({ id, name, version }) => ({ value: id, label: `${name} ${version}` }))}
            value={chosen}
            onChange={setChosen}
            searchable
          />
        )}
        <NativeSelect
          label="How many"
          data={['20', '50', '100', '200']}
          value={last}
          onChange={(event) => setLast(event.currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={apiId === null}
          loading={replay.isPending}
          onClick={() => apiId !== null && replay.mutate({ body: { apiId, policy, config, last: Number(last) } })}
        >
          Replay
        </Button>
      </Group>
      {replay.error !== null && <ProblemNotice problem={replay.error} />}
      {replay.error?.status === 409 && apiId !== null && (
        <Anchor component={Link} to={apiPath(apiId, 'settings')} size="sm">
          What this API keeps of requests
        </Anchor>
      )}
      {replay.data !== undefined && replay.error === null && <Replayed replay={replay.data} policy={policy} />}
    </Stack>
  )
}

function Replayed({ replay, policy }: { readonly replay: PolicyReplay; readonly policy: string }) {
  const { requests, summary } = replay
  return (
    <Stack gap="sm">
      <Text fw={500}>{summaryWords(summary)}</Text>
      <Text size="sm" c="dimmed">
        The policy takes {shownMs(summary.milliseconds.median)} for one of them, {shownMs(summary.milliseconds.max)} at
        most.
      </Text>
      <DataTable
        label="Replayed requests"
        rows={requests}
        rowId={({ id }) => id}
        columns={[
          { name: 'When', cell: ({ at }) => <Moment at={at} /> },
          {
            name: 'Verdict',
            cell: ({ verdict }) => {
              const [word, tone] = verdictWord(verdict, policy)
              return <StateWord tone={tone}>{word}</StateWord>
            },
            sortBy: ({ verdict }) => verdict,
          },
          { name: 'Found', cell: ({ found, reason }) => foundWords(found) || reason },
          { name: 'At that time', cell: ({ outcome }) => outcome, isMinor: true },
        ]}
      />
    </Stack>
  )
}

export function summaryWords({ tried, passed, changed, refused, couldNotRun, didNotLook }: PolicyReplay['summary']) {
  const parts = [
    [passed, 'would have passed'],
    [changed, 'would have been changed'],
    [refused, 'would have been refused'],
    [couldNotRun, 'could not be judged'],
    [didNotLook, 'are none of its business'],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`)
  return `Of ${tried} requests ${said.join(', ')}.`
}
