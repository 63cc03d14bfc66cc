import { Anchor, SimpleGrid, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { UsageAmounts, UsageTotalsView } from '@tollgate/contract/resources/usage'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { counted, shownChange, shownCount, shownMoney, shownShare } from '../../ui/numbers.ts'
import { measures } from '../../ui/usage/measures.ts'
import { periodBefore } from '../../ui/usage/usage-period.ts'
import { largestAtMost } from '../../ui/usage/use-stacked.ts'
import { useUsage } from '../../ui/usage/use-usage.ts'

interface Figure {
  readonly name: string
  readonly of: (amounts: UsageAmounts) => number
  readonly shown: (value: number) => string
  /** A second line, where there is something to say. */
  readonly says?: (view: UsageTotalsView) => string | undefined
  /** What of the calls behind it is shown. */
  readonly filters?: { readonly outcome: string }
}

const figures: readonly Figure[] = [
  {
    name: 'Money',
    of: ({ costUsd }) => costUsd * 1e6,
    shown: shownMoney,
    says: ({ totals }) =>
      totals.unpricedCalls > 0 ? `${counted(totals.unpricedCalls, 'call')} without a price` : undefined,
  },
  { name: 'Tokens', of: ({ totalTokens }) => totalTokens, shown: shownCount },
  { name: 'Calls', of: ({ calls }) => calls, shown: shownCount },
  {
    name: 'Saved by caches',
    of: ({ savedUsd }) => savedUsd * 1e6,
    shown: shownMoney,
    says: ({ totals }) => `${shownShare(totals.cachedInputTokens, totals.inputTokens)} of the input`,
  },
  {
    name: 'Refused',
    of: ({ refused }) => refused,
    shown: shownCount,
    says: ({ totals }) => `${shownShare(totals.refused, totals.calls)} of the calls`,
    filters: { outcome: 'refused' },
  },
  {
    name: 'Failed',
    of: ({ failed }) => failed,
    shown: shownCount,
    says: ({ totals }) => `${shownShare(totals.failed, totals.calls)} of the calls`,
    filters: { outcome: 'failed' },
  },
]

/** What was used in all, each number beside the period before. */
export function Numbers() {
  const { query, callsWith } = useUsage()
  const asked = useAnswer('getUsageTotals', { query })
  return (
    <Block title="In all">
      <Answered asked={asked} lines={3}>
        {(view) => (
          <>
            <SimpleGrid cols={{ base: 2, sm: 4, lg: 7 }}>
              <People />
              {figures.map((figure) => (
                <OneNumber key={figure.name} figure={figure} view={view} to={callsWith(figure.filters ?? {})} />
              ))}
            </SimpleGrid>
            <Forecast forecast={view.forecast} />
          </>
        )}
      </Answered>
    </Block>
  )
}

/** How many people called: those whom calls name. */
function People() {
  const { query, period } = useUsage()
  const by = { by: 'person', order: measures.tokens.order, limit: largestAtMost } as const
  const now = useAnswer('getUsageBreakdown', { query: { ...query, ...by } })
  const before = useAnswer('getUsageBreakdown', { query: { ...query, ...periodBefore(period, Date.now()), ...by } })
  const people = now.data?.values
  const change = shownChange(people ?? 0, before.data?.values ?? 0)
  return (
    <Amount
      name="People"
      value={people === undefined ? '…' : shownCount(people)}
      to="/analytics/explore?by=person"
      says={[change === undefined ? 'nobody in the period before' : `${change} against the period before`]}
    />
  )
}

interface OneNumberProps {
  readonly figure: Figure
  readonly view: UsageTotalsView
  readonly to: string
}

function OneNumber({ figure: { name, of, shown, says }, view, to }: OneNumberProps) {
  const value = of(view.totals)
  const change = shownChange(value, of(view.before.totals))
  const compared = change === undefined ? 'nothing in the period before' : `${change} against the period before`
  const more = says?.(view)
  return <Amount name={name} value={shown(value)} to={to} says={more === undefined ? [compared] : [compared, more]} />
}

interface AmountProps {
  readonly name: string
  readonly value: string
  readonly to: string
  readonly says: readonly string[]
}

function Amount({ name, value, to, says }: AmountProps) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Anchor component={Link} to={to} c="inherit" fz={28} lh="32px" fw={500} aria-label={`${name}: ${value}`}>
        {value}
      </Anchor>
      {says.map((line) => (
        <Text key={line} size="xs" c="dimmed">
          {line}
        </Text>
      ))}
    </div>
  )
}

function Forecast({ forecast }: Pick<UsageTotalsView, 'forecast'>) {
  if (forecast === null) return null
  return (
    <Text size="sm" mt="md">
      At this pace this month comes to ≈ {shownMoney(forecast.costUsd * 1e6)} and ≈ {shownCount(forecast.totalTokens)}{' '}
      tokens.
    </Text>
  )
}
