import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { UsageRow } from '@tollgate/contract/resources/usage'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { shownCount } from '../../ui/numbers.ts'
import { useUsage } from '../../ui/usage/use-usage.ts'
import { timesUsual } from './times-usual.ts'

const lookedAt = 8
const dayMs = 86_400_000

/** People and applications that used far more in the last day than they usually do. */
export function Unusual() {
  const query = { from: daysAgo(1), limit: lookedAt }
  const people = useAnswer('getUsageBreakdown', { query: { ...query, by: 'person' } })
  return (
    <Answered asked={people} lines={2}>
      {({ items }) => {
        const known = items.filter(({ isRest, value }) => !isRest && value !== null && value !== '')
        return (
          <Stack gap={4}>
            {known.map((row) => (
              <UnusualPerson key={row.value} row={row} />
            ))}
            <Text size="xs" c="dimmed">
              {known.length === 0
                ? 'Nobody is known by name here yet.'
                : `The ${known.length} who used most since yesterday, each beside their last 14 days.`}
            </Text>
          </Stack>
        )
      }}
    </Answered>
  )
}

function UnusualPerson({ row }: { readonly row: UsageRow }) {
  const { callsWith } = useUsage()
  const person = row.value ?? ''
  const asked = useAnswer('getUsageSeries', { query: { from: daysAgo(14), person: [person], per: 'day' } })
  const unusual = timesUsual(asked.data?.items.map(({ totalTokens }) => totalTokens) ?? [])
  if (unusual === undefined) return null
  return (
    <Text size="sm">
      <Anchor component={Link} to={callsWith({ person })} size="sm" underline="always">
        {row.name ?? person}
      </Anchor>{' '}
      used {shownCount(unusual.last)} tokens in a day, {unusual.times.toFixed(1)} times a usual one.
    </Text>
  )
}

/** At midnight UTC. */
function daysAgo(days: number): string {
  return new Date((Math.floor(Date.now() / dayMs) - days) * dayMs).toISOString()
}
