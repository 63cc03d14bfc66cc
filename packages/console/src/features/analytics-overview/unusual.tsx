import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { UsageRow } from '@tollgate/contract/resources/usage'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { shownCount } from '../../ui/numbers.ts'
import { useUsage } from '../../ui/usage/use-usage.ts'
import { timesUsual } from './times-usual.ts'

const dayMs = 86_400_000

/** People who used far more in the last day than they usually do. */
export function Unusual() {
  const people = useAnswer('getUsageBreakdown', { query: { from: daysAgo(1), by: 'person', limit: 8 } })
  return (
    <Answered asked={people} lines={2}>
      {({ items }) => <UnusualPeople rows={items.filter(({ isRest, value }) => !isRest && value !== null)} />}
    </Answered>
  )
}

function UnusualPeople({ rows }: { readonly rows: readonly UsageRow[] }) {
  const { callsWith } = useUsage()
  const daysOf = (place: number) => {
    const person = [rows[place]?.value ?? '']
    const query = { from: daysAgo(14), person, per: 'day' } as const
    // biome-ignore lint/correctness/useHookAtTopLevel: called eight times, always.
    return useAnswer('getUsageSeries', { query }, { isOn: place < rows.length })
  }
  const days = [daysOf(0), daysOf(1), daysOf(2), daysOf(3), daysOf(4), daysOf(5), daysOf(6), daysOf(7)]
  if (rows.length === 0) return <Text size="sm">Nobody who is known by name has called since yesterday.</Text>
  const found = rows.flatMap((row, place) => {
    const unusual = timesUsual(days[place]?.data?.items.map(({ totalTokens }) => totalTokens) ?? [])
    return unusual === undefined ? [] : [{ person: row.value ?? '', ...unusual }]
  })
  const isAsked = days.slice(0, rows.length).every(({ data }) => data !== undefined)
  return (
    <Stack gap={4}>
      {found.map(({ person, last, times }) => (
        <Text key={person} size="sm">
          <Anchor component={Link} to={callsWith({ person })} size="sm" underline="always">
            {person}
          </Anchor>{' '}
          used {shownCount(last)} tokens in a day, {times.toFixed(1)} times a usual one.
        </Text>
      ))}
      {isAsked && found.length === 0 && <Text size="sm">Nobody. Everyone’s day is like their others.</Text>}
      <Text size="xs" c="dimmed">
        Looked at: the {rows.length} who used most since yesterday, each beside their last 14 days.
      </Text>
    </Stack>
  )
}

/** At midnight UTC. */
function daysAgo(days: number): string {
  return new Date((Math.floor(Date.now() / dayMs) - days) * dayMs).toISOString()
}
