import { Group, Stack, Text } from '@mantine/core'
import type { SimulatedLimit, SimulatedSubscription } from '@tollgate/contract/resources/plan-simulation'
import { shownCount, shownMoney } from '../../ui/numbers.ts'
import { metricWords } from '../../ui/plan-sentence.ts'
import classes from './plans.module.css'

interface Near extends SimulatedLimit {
  readonly application: string
  readonly subscriptionId: string
}

const shownMost = 6

/** Who came nearest to a limit, and how near. */
export function NearestLimits({ subscriptions }: { readonly subscriptions: readonly SimulatedSubscription[] }) {
  const nearest = subscriptions
    .flatMap(({ application, subscriptionId, limits }) =>
      limits.map((limit): Near => ({ ...limit, application, subscriptionId })),
    )
    .toSorted((one, other) => (other.peakPercent ?? 0) - (one.peakPercent ?? 0))
    .slice(0, shownMost)
  if (nearest.length === 0) return null
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        Nearest to a limit
      </Text>
      <ul className={classes.list} aria-label="Nearest to a limit">
        {nearest.map((limit) => (
          <li key={`${limit.subscriptionId} ${limit.metric} ${limit.per}`}>
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <Text size="sm">
                {limit.application}: {shownAmount(limit, limit.peakUsed)} of {shownAmount(limit, limit.limit)}{' '}
                {metricWords[limit.metric]}
                {limit.per === null ? ' at once' : ` per ${limit.per}`}
              </Text>
              <Text size="sm" className="numbers">
                {limit.peakPercent === null ? '–' : `${Math.round(limit.peakPercent)} %`}
              </Text>
            </Group>
            <div className={classes.bar}>
              <div
                className={classes.filled}
                data-over={(limit.peakPercent ?? 0) >= 100}
                style={{ width: `${Math.min(100, limit.peakPercent ?? 0)}%` }}
              />
            </div>
          </li>
        ))}
      </ul>
    </Stack>
  )
}

function shownAmount({ metric }: SimulatedLimit, amount: number): string {
  return metric === 'cost' ? shownMoney(amount * 1e6) : shownCount(amount)
}
