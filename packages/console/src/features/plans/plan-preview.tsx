import { Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { PlanSimulation, SimulatedSubscription } from '@tollgate/contract/resources/plan-simulation'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { counted, shownCount, shownMoney, shownShare } from '../../ui/numbers.ts'
import { NearestLimits } from './nearest-limits.tsx'
import type { PlanDraft } from './plan-draft.ts'

interface PlanPreviewProps {
  readonly draft: PlanDraft
  /** undefined: a new one, which nothing was called under yet. */
  readonly planId: string | undefined
}

const waitMs = 500

/** What would the calls of the last days have met, under these limits? Changes as the form does. */
export function PlanPreview({ draft, planId }: PlanPreviewProps) {
  const [whose, setWhose] = useState('all')
  const [days, setDays] = useState('7')
  const { limits, concurrency, outputCap, models, stopOnQuotaReach } = draft
  const [body] = useDebouncedValue({ limits, concurrency, outputCap, models, stopOnQuotaReach }, waitMs)
  const asked = useAnswer('simulatePlan', {
    body: { ...body, days: Number(days), planId: whose === 'plan' ? planId : undefined },
  })
  return (
    <Block
      title="What would they have met"
      says="Calls that were made, played against these limits. Nothing is changed by it."
    >
      <Stack gap="md">
        <Group gap="sm">
          <NativeSelect
            aria-label="Whose calls"
            data={[
              { value: 'all', label: 'Calls of everybody' },
              ...(planId === undefined ? [] : [{ value: 'plan', label: 'Calls under this plan' }]),
            ]}
            value={whose}
            onChange={(event) => setWhose(event.currentTarget.value)}
          />
          <NativeSelect
            aria-label="How far back"
            data={[
              { value: '1', label: 'the last day' },
              { value: '7', label: 'the last 7 days' },
              { value: '30', label: 'the last 30 days' },
            ]}
            value={days}
            onChange={(event) => setDays(event.currentTarget.value)}
          />
        </Group>
        <Answered asked={asked} lines={4}>
          {(simulation) => <Found simulation={simulation} />}
        </Answered>
      </Stack>
    </Block>
  )
}

function Found({ simulation }: { readonly simulation: PlanSimulation }) {
  const { calls, costUsd, subscriptions, isCut, from, leftOut } = simulation
  if (calls === 0) return <Empty says="There was no call in that time." />
  const refused = subscriptions.filter((one) => one.refused > 0)
  return (
    <>
      <div>
        <Text fw={500} aria-live="polite">
          {foundSentence(simulation)}
        </Text>
        <Text size="sm" c="dimmed" component="div">
          {counted(calls, 'call')} {calls === 1 ? 'was' : 'were'} played
          {isCut && (
            <>
              {' '}
              (the newest, from <Moment at={from} /> on)
            </>
          )}
          ; what gets through costs {shownMoney(costUsd * 1e6)}.
          {leftOut.refusedThen > 0 &&
            ` ${shownCount(leftOut.refusedThen)} were refused by limits at the time and count as nothing used.`}
        </Text>
      </div>
      {refused.length > 0 && <RefusedTable rows={refused} />}
      <NearestLimits subscriptions={subscriptions} />
    </>
  )
}

export function foundSentence({ calls, refused, subscriptions }: PlanSimulation): string {
  const beyond = subscriptions.flatMap(({ limits }) => limits).reduce((sum, limit) => sum + limit.passedBeyond, 0)
  if (refused === 0)
    return beyond === 0
      ? 'Nobody would have been refused.'
      : `Nobody would have been refused, and ${counted(beyond, 'call')} would have been beyond a limit.`
  const who = subscriptions.filter((one) => one.refused > 0).length
  return `${counted(refused, 'call')} would have been refused (${shownShare(refused, calls)}), of ${counted(who, 'subscription')}.`
}

function RefusedTable({ rows }: { readonly rows: readonly SimulatedSubscription[] }) {
  return (
    <DataTable
      label="Who would have been refused"
      rows={rows}
      rowId={({ subscriptionId }) => subscriptionId}
      columns={[
        {
          name: 'Who',
          cell: ({ application, api, firstRefusal }) => (
            <>
              <Text size="sm" fw={500}>
                {application}
              </Text>
              <Text size="xs" c="dimmed">
                {api}
              </Text>
              <Text size="xs" c="dimmed">
                {firstRefusal}
              </Text>
            </>
          ),
        },
        {
          name: 'Refused',
          isNumber: true,
          cell: ({ refused, calls }) => `${shownCount(refused)} of ${shownCount(calls)}`,
          sortBy: ({ refused }) => refused,
        },
        { name: 'First', isMinor: true, cell: ({ firstRefusedAt }) => <Moment at={firstRefusedAt} /> },
      ]}
    />
  )
}
