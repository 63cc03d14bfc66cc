import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Application } from '@tollgate/contract/resources/application'
import type { LimitState } from '@tollgate/contract/resources/quota-state'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { Empty } from '../../ui/empty.tsx'
import { LimitBars } from '../../ui/limit-bars.tsx'
import { SubscriptionCard } from './subscription-card.tsx'

const askAgainMs = 10_000

interface ApplicationSubscriptionsProps {
  readonly application: Application
  readonly isMine: boolean
}

/** The APIs that it may call, with what is used of each limit. */
export function ApplicationSubscriptions({ application, isMine }: ApplicationSubscriptionsProps) {
  const params = { id: application.id }
  const asked = useAnswer('listApplicationSubscriptions', { params, query: { limit: 200 } })
  const used = useAnswer('getApplicationQuotaState', { params }, { everyMs: askAgainMs })
  const limits = used.data?.items ?? []
  return (
    <Block
      title="Subscriptions"
      action={
        <Anchor component={Link} to="/devportal/catalogue" size="sm">
          Find an API
        </Anchor>
      }
    >
      <Answered asked={asked} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <NoSubscriptions />
          ) : (
            <Stack gap="md">
              {items.map((subscription) => (
                <SubscriptionCard
                  key={subscription.id}
                  subscription={subscription}
                  limits={limits.filter(({ scope, ownerId }) => scope === 'plan' && ownerId === subscription.id)}
                  isMine={isMine}
                />
              ))}
            </Stack>
          )
        }
      </Answered>
      <OtherLimits limits={limits.filter(({ scope }) => scope !== 'plan')} />
    </Block>
  )
}

function NoSubscriptions() {
  return (
    <Empty says="This application may call nothing yet. Choose an API in the catalogue, and a plan of it.">
      <Button component={Link} to="/devportal/catalogue" variant="default">
        Find an API
      </Button>
    </Empty>
  )
}

/** Budgets count beside plans. */
function OtherLimits({ limits }: { readonly limits: readonly LimitState[] }) {
  const byOwner = Map.groupBy(limits, ({ ownerId, subjectName }) => `${ownerId} ${subjectName}`)
  return [...byOwner].map(([key, [first, ...others]]) =>
    first === undefined ? null : (
      <Stack key={key} gap="xs" mt="md">
        <Group gap="xs">
          <Text size="sm" fw={500}>
            {first.ownerName}
          </Text>
          <Text size="sm" c="dimmed">
            budget of {first.subjectName === '' ? 'everybody' : first.subjectName}
          </Text>
        </Group>
        <LimitBars limits={[first, ...others]} />
      </Stack>
    ),
  )
}
