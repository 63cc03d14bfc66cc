import { Button, Group, Text } from '@mantine/core'
import type { Answer } from '../../client/call.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { counted, shownCount } from '../../ui/numbers.ts'
import { Page } from '../../ui/page.tsx'
import { saveCsv } from '../../ui/save-csv.ts'
import { StateWord } from '../../ui/state-word.tsx'
import { UsageBar } from '../../ui/usage/usage-bar.tsx'
import { useUsage } from '../../ui/usage/use-usage.ts'
import { HitsOverTime } from './hits-over-time.tsx'
import { PolicyMatrix } from './policy-matrix.tsx'

type Work = Answer<'getUsagePolicies'>

/** Do the guardrails work? */
export function GuardrailsPage() {
  const { query, callsWith } = useUsage()
  const work = useAnswer('getUsagePolicies', { query })
  const hits = useAnswer('getUsageGuardrails', { query })
  return (
    <Page
      title="Guardrails"
      says="What each policy did on each API."
      action={
        <Button disabled={work.data === undefined} onClick={() => work.data !== undefined && save(work.data)}>
          Export
        </Button>
      }
    >
      <UsageBar />
      <Answered asked={work}>{(known) => <Proof work={known} />}</Answered>
      <Answered asked={hits}>{(known) => <HitsOverTime hits={known} />}</Answered>
      <Answered asked={work}>
        {(known) =>
          known.items.length === 0 ? (
            <Empty says="No policy looked at a call in this time. A policy of an API, or of all, stands here with what it found." />
          ) : (
            <Block title="Policies by API" says={<CountedFrom work={known} />}>
              <PolicyMatrix rows={known.items} callsWith={callsWith} />
            </Block>
          )
        }
      </Answered>
    </Page>
  )
}

/** Nothing went past the policies, or so much did. */
function Proof({ work }: { readonly work: Work }) {
  const { guardedCalls, callsWithoutVerdict } = work
  const isWhole = callsWithoutVerdict === 0
  if (guardedCalls === 0) return null
  return (
    <Block title="Calls without a verdict">
      <Group gap="md">
        <Text fz={28} lh="32px" fw={500}>
          {shownCount(callsWithoutVerdict)}
        </Text>
        <StateWord tone={isWhole ? 'good' : 'warning'}>{isWhole ? 'nothing passed unseen' : 'look at these'}</StateWord>
        <Text size="sm" c="dimmed">
          {isWhole
            ? `Each of ${shownCount(guardedCalls)} answered calls, where policies act, carries what they said of it.`
            : `Of ${shownCount(guardedCalls)} answered calls, where policies act. Conditions of policies (a plan, a team, an agent) leave calls out; without conditions there should be none.`}
        </Text>
      </Group>
    </Block>
  )
}

function CountedFrom({ work: { calls, countedFrom } }: { readonly work: Work }) {
  return (
    <>
      {counted(calls, 'call')} looked through; that goes back to <Moment at={countedFrom} />.
    </>
  )
}

function save({ items }: Work): void {
  const head = ['policy', 'api', 'ran', 'hits', 'changed', 'refused', 'observed', 'failed', 'p50 ms', 'p95 ms']
  const rows = items.map(({ policy, api, ran, hits, changed, refused, observed, failed, ms }) => [
    ...[policy, api, ran, hits, changed, refused, observed, failed, ms.p50, ms.p95],
  ])
  saveCsv('guardrails', [head, ...rows])
}
