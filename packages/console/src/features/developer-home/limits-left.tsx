import { Anchor, Button, SimpleGrid, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { LimitState } from '@tollgate/contract/resources/quota-state'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { Empty } from '../../ui/empty.tsx'
import { LimitBars } from '../../ui/limit-bars.tsx'

const askAgainMs = 10_000
const firstShown = 6

/** What is left of each plan and budget, the fullest first. */
export function LimitsLeft() {
  const [isAll, setAll] = useState(false)
  const asked = useAnswer('getMyQuotaState', {}, { everyMs: askAgainMs })
  return (
    <Block title="What is left">
      <Answered asked={asked} lines={3}>
        {({ items }) => {
          const groups = fullestFirst(items)
          if (groups.length === 0) return <NoLimits />
          return (
            <Stack>
              <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
                {(isAll ? groups : groups.slice(0, firstShown)).map(({ key, title, says, limits }) => (
                  <section key={key} aria-label={title}>
                    <Text size="sm" fw={500}>
                      {title}
                    </Text>
                    <Text size="xs" c="dimmed" mb="xs">
                      {says}
                    </Text>
                    <LimitBars limits={limits} />
                  </section>
                ))}
              </SimpleGrid>
              {!isAll && groups.length > firstShown && (
                <Button variant="subtle" onClick={() => setAll(true)}>
                  Show all {groups.length}
                </Button>
              )}
            </Stack>
          )
        }}
      </Answered>
    </Block>
  )
}

interface LimitGroup {
  readonly key: string
  readonly title: string
  readonly says: string
  readonly limits: readonly LimitState[]
}

function fullestFirst(items: readonly LimitState[]): readonly LimitGroup[] {
  const groups = Map.groupBy(items, ({ ownerId, subject }) => `${ownerId} ${subject}`)
  const fullness = (limits: readonly LimitState[]) => Math.max(...limits.map(({ usedPercent }) => usedPercent))
  return [...groups]
    .toSorted(([, one], [, other]) => fullness(other) - fullness(one))
    .flatMap(([key, limits]) => {
      const [first] = limits
      return first === undefined ? [] : [{ key, limits, ...namesOf(first) }]
    })
}

/** Of a plan the subscription comes first, of a budget its name. */
function namesOf({ scope, ownerName, subjectName }: LimitState): Pick<LimitGroup, 'title' | 'says'> {
  if (scope === 'plan') return { title: subjectName, says: `plan ${ownerName}` }
  return { title: ownerName, says: `budget of ${subjectName === '' ? 'everybody' : subjectName}` }
}

function NoLimits() {
  return (
    <Empty says="Nothing limits you yet: limits come with the plan that an application subscribes to an API with.">
      <Anchor component={Link} to="/devportal/catalogue" size="sm">
        Find an API
      </Anchor>
    </Empty>
  )
}
