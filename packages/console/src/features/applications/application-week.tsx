import { Anchor, SimpleGrid, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { shownCount, shownMoney } from '../../ui/numbers.ts'
import { exchangesPath } from './application-words.ts'
import { lastWeek } from './last-week.ts'

/** What it used in the last 7 days. */
export function ApplicationWeek({ applicationId }: { readonly applicationId: string }) {
  const asked = useAnswer('getUsageTotals', { query: { ...lastWeek(), application: [applicationId] } })
  return (
    <Block
      title="Last 7 days"
      action={
        <Anchor component={Link} to={exchangesPath(applicationId)} size="sm">
          See the calls
        </Anchor>
      }
    >
      <Answered asked={asked} lines={2}>
        {({ totals, before }) => (
          <SimpleGrid cols={{ base: 2, sm: 4 }}>
            <WeekNumber name="Calls" value={shownCount(totals.calls)} before={shownCount(before.totals.calls)} />
            <WeekNumber
              name="Tokens"
              value={shownCount(totals.totalTokens)}
              before={shownCount(before.totals.totalTokens)}
            />
            <WeekNumber
              name="Money"
              value={shownMoney(totals.costUsd * 1e6)}
              before={shownMoney(before.totals.costUsd * 1e6)}
            />
            <WeekNumber name="Refused" value={shownCount(totals.refused)} before={shownCount(before.totals.refused)} />
          </SimpleGrid>
        )}
      </Answered>
    </Block>
  )
}

interface WeekNumberProps {
  readonly name: string
  readonly value: string
  readonly before: string
}

function WeekNumber({ name, value, before }: WeekNumberProps) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fz={28} lh="32px" fw={500}>
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        week before {before}
      </Text>
    </div>
  )
}
