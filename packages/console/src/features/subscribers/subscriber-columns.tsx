import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Subscription } from '@tollgate/contract/resources/subscription'
import { apiPath } from '../../ui/api-tabs.ts'
import type { Column } from '../../ui/data-table.tsx'
import { LimitsUsed } from '../../ui/limits-used.tsx'
import { Moment } from '../../ui/moment.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { SubscriberMenu } from './subscriber-menu.tsx'
import { subscriberStates } from './subscriber-states.ts'

const application: Column<Subscription> = {
  name: 'Application',
  sortBy: ({ applicationName }) => applicationName,
  cell: ({ applicationName }) => (
    <Text size="sm" fw={500}>
      {applicationName}
    </Text>
  ),
}

const api: Column<Subscription> = {
  name: 'API',
  sortBy: ({ apiName }) => apiName,
  cell: ({ apiId, apiName }) => (
    <Anchor component={Link} to={apiPath(apiId, 'subscribers')} size="sm">
      {apiName}
    </Anchor>
  ),
}

const plan: Column<Subscription> = {
  name: 'Plan',
  sortBy: ({ planName }) => planName ?? '',
  cell: ({ planName, overrides }) => (
    <>
      {planName ?? 'none'}{' '}
      {overrides !== null && (
        <Text size="xs" c="dimmed" component="div">
          limits of its own{' '}
          {overrides.endsAt !== null && (
            <>
              until <Moment at={overrides.endsAt} />
            </>
          )}
        </Text>
      )}
    </>
  ),
}

const state: Column<Subscription> = {
  name: 'State',
  sortBy: (subscription) => subscriberStates[subscription.state][0],
  cell: (subscription) => {
    const [word, tone] = subscriberStates[subscription.state]
    return <StateWord tone={tone}>{word}</StateWord>
  },
}

const others: readonly Column<Subscription>[] = [
  {
    name: 'Used',
    isMinor: true,
    cell: (subscription) => (subscription.state === 'active' ? <LimitsUsed subscriptionId={subscription.id} /> : null),
  },
  {
    name: 'Since',
    isMinor: true,
    sortBy: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => <Moment at={createdAt} />,
  },
  { name: 'Actions', cell: (subscription) => <SubscriberMenu subscription={subscription} /> },
]

/** Of one API. */
export const columnsOfApi = [application, plan, state, ...others]
export const columnsOfAll = [application, api, plan, state, ...others]
