import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Application } from '@tollgate/contract/resources/application'
import type { Column } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/moment.tsx'
import { shownCount } from '../../ui/numbers.ts'
import { applicationPath, holderOf } from './application-words.ts'

/** `tokens`: of the last 7 days, by the application's id. */
export function applicationColumns(tokens: ReadonlyMap<string | null, number>): readonly Column<Application>[] {
  return [
    {
      name: 'Application',
      sortBy: ({ name }) => name,
      cell: ({ id, name }) => (
        <Anchor component={Link} to={applicationPath(id)} size="sm" fw={500}>
          {name}
        </Anchor>
      ),
    },
    { name: 'Whose', sortBy: holderOf, cell: holderOf, isMinor: true },
    {
      name: 'Subscriptions',
      isNumber: true,
      isMinor: true,
      sortBy: ({ subscriptionCount }) => subscriptionCount,
      cell: ({ subscriptionCount }) => shownCount(subscriptionCount),
    },
    { name: 'Keys', isNumber: true, sortBy: ({ keyCount }) => keyCount, cell: ({ keyCount }) => shownCount(keyCount) },
    {
      name: 'Tokens in 7 days',
      isNumber: true,
      sortBy: ({ id }) => tokens.get(id) ?? 0,
      cell: ({ id }) => shownCount(tokens.get(id) ?? 0),
    },
    {
      name: 'Last used',
      isMinor: true,
      sortBy: ({ lastUsedAt }) => lastUsedAt ?? '',
      cell: ({ lastUsedAt }) => <Moment at={lastUsedAt} />,
    },
  ]
}
