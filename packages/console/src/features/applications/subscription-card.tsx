import { Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { LimitState } from '@tollgate/contract/resources/quota-state'
import type { Subscription } from '@tollgate/contract/resources/subscription'
import { LimitBars } from '../../ui/limit-bars.tsx'
import { Moment } from '../../ui/moment.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { cataloguePath } from './application-words.ts'
import { SubscriptionMenu } from './subscription-menu.tsx'
import { subscriptionStates } from './subscription-words.ts'

interface SubscriptionCardProps {
  readonly subscription: Subscription
  readonly limits: readonly LimitState[]
  readonly isMine: boolean
}

/** One API that the application may call. */
export function SubscriptionCard({ subscription, limits, isMine }: SubscriptionCardProps) {
  const { apiId, apiName, planName, state } = subscription
  const [word, tone, meaning] = subscriptionStates[state]
  return (
    <Stack gap="xs" component="article" aria-label={apiName}>
      <Group justify="space-between" wrap="nowrap">
        <Group gap="sm">
          <Anchor component={Link} to={cataloguePath(apiId)} size="sm" fw={500}>
            {apiName}
          </Anchor>
          <Text size="sm" c="dimmed">
            plan {planName ?? 'none'}
          </Text>
          <StateWord tone={tone}>{word}</StateWord>
        </Group>
        {isMine && subscription.managedBy === null && <SubscriptionMenu subscription={subscription} />}
      </Group>
      {meaning !== '' && <Text size="sm">{meaning}</Text>}
      <Notes subscription={subscription} />
      {state === 'active' && limits.length === 0 && (
        <Text size="sm" c="dimmed">
          No limits.
        </Text>
      )}
      {state === 'active' && <LimitBars limits={limits} />}
    </Stack>
  )
}

function Notes({ subscription: { overrides, requestId, state } }: Pick<SubscriptionCardProps, 'subscription'>) {
  return (
    <>
      {overrides !== null && (
        <Text size="sm" component="div">
          Limits of its own instead of the plan’s
          {overrides.endsAt !== null && (
            <>
              , until <Moment at={overrides.endsAt} />
            </>
          )}
          .
        </Text>
      )}
      {requestId !== null && (
        <Text size="sm">
          {state === 'active' ? 'Something was asked for and waits: ' : ''}
          <Anchor component={Link} to="/devportal/requests" size="sm" underline="always">
            see the request
          </Anchor>
        </Text>
      )}
    </>
  )
}
