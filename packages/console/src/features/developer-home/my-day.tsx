import { Anchor, SimpleGrid, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { Empty } from '../../ui/empty.tsx'
import { HourBars } from '../../ui/hour-bars.tsx'
import { shownCount, shownMoney } from '../../ui/numbers.ts'

const askAgainMs = 15_000

/** My calls since midnight, by the hour. */
export function MyDay({ email }: { readonly email: string }) {
  const query = { from: startOfToday(new Date()), person: [email] }
  const totals = useAnswer('getUsageTotals', { query }, { everyMs: askAgainMs })
  const hours = useAnswer('getUsageSeries', { query: { ...query, per: 'hour' } }, { everyMs: askAgainMs })
  const calls = hours.data?.items.map((item) => item.calls) ?? []
  return (
    <Block
      title="My calls today"
      action={
        <Anchor component={Link} to={`/analytics/exchanges?${new URLSearchParams({ person: email })}`} size="sm">
          See the calls
        </Anchor>
      }
    >
      <Answered asked={totals} lines={2}>
        {({ totals: today }) =>
          today.calls === 0 ? (
            <Empty says="No call in your name since midnight." />
          ) : (
            <>
              <SimpleGrid cols={{ base: 2, sm: 4 }} mb="md">
                <DayNumber name="Calls" value={shownCount(today.calls)} />
                <DayNumber name="Tokens" value={shownCount(today.totalTokens)} />
                <DayNumber name="Money" value={shownMoney(today.costUsd * 1e6)} />
                <DayNumber name="Refused" value={shownCount(today.refused)} />
              </SimpleGrid>
              <HourBars
                values={calls}
                height={48}
                label={`My calls of each hour since midnight, ${shownCount(Math.max(0, ...calls))} at most`}
              />
            </>
          )
        }
      </Answered>
    </Block>
  )
}

function DayNumber({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fz={28} lh="32px" fw={500}>
        {value}
      </Text>
    </div>
  )
}

/** Midnight of whoever looks. */
function startOfToday(now: Date): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString()
}
