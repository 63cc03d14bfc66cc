import { Anchor, SimpleGrid, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { UsageTotalsView } from '@tollgate/contract/resources/usage'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { HourBars } from '../../ui/hour-bars.tsx'
import { lastDay } from '../../ui/last-day.ts'
import { shownChange, shownCount, shownMoney, shownMs, shownShare } from '../../ui/numbers.ts'
import classes from './api-day.module.css'

/** Four numbers of the last day against the day before, and the calls by the hour. */
export function ApiDay({ apiId }: { readonly apiId: string }) {
  const query = { ...lastDay(), api: [apiId] }
  const totals = useAnswer('getUsageTotals', { query })
  const latency = useAnswer('getUsagePercentiles', { query })
  const hours = useAnswer('getUsageSeries', { query: { ...query, per: 'hour' } })
  const calls = hours.data?.items.map((item) => item.calls) ?? []
  return (
    <Block
      title="Last 24 hours"
      action={
        <Anchor component={Link} to={`/analytics/exchanges?api=${apiId}`} size="sm">
          See the calls
        </Anchor>
      }
    >
      <Answered asked={totals} lines={2}>
        {(answer) => (
          <SimpleGrid cols={{ base: 2, sm: 4 }} mb="md">
            {numbersOf(answer, latency.data?.firstByteMs.p50 ?? null).map((number) => (
              <DayNumber key={number.name} {...number} />
            ))}
          </SimpleGrid>
        )}
      </Answered>
      {calls.some((count) => count > 0) && (
        <HourBars
          values={calls}
          height={72}
          label={`Calls of each of the last 24 hours, ${shownCount(Math.max(0, ...calls))} at most`}
        />
      )}
    </Block>
  )
}

interface NumberProps {
  readonly name: string
  readonly value: string
  readonly says: string
}

function numbersOf({ totals, before }: UsageTotalsView, p50: number | null): readonly NumberProps[] {
  const day = before.totals
  const against = (now: number, then: number, shown: (amount: number) => string) =>
    `day before ${shown(then)}${then === 0 ? '' : ` · ${shownChange(now, then)}`}`
  const money = (usd: number) => shownMoney(usd * 1e6)
  return [
    { name: 'Calls', value: shownCount(totals.calls), says: against(totals.calls, day.calls, shownCount) },
    {
      name: 'Tokens',
      value: shownCount(totals.totalTokens),
      says: against(totals.totalTokens, day.totalTokens, shownCount),
    },
    { name: 'Money', value: money(totals.costUsd), says: against(totals.costUsd, day.costUsd, money) },
    {
      name: 'Failed',
      value: shownShare(totals.failed, totals.calls),
      says: `day before ${shownShare(day.failed, day.calls)}${p50 === null ? '' : ` · half begin within ${shownMs(p50)}`}`,
    },
  ]
}

function DayNumber({ name, value, says }: NumberProps) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text className={classes.number ?? ''}>{value}</Text>
      <Text size="xs" c="dimmed">
        {says}
      </Text>
    </div>
  )
}
