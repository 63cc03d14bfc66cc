import { Anchor, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ApiListed } from '@tollgate/contract/resources/api'
import type { UsageRow } from '@tollgate/contract/resources/usage'
import { ApiStateWord } from '../../ui/api-state.tsx'
import { apiPath } from '../../ui/api-tabs.ts'
import type { Column } from '../../ui/data-table.tsx'
import { shownCount, shownMoney, shownShare } from '../../ui/numbers.ts'
import { StateWord } from '../../ui/state-word.tsx'
import { ApiDeployed } from './api-deployed.tsx'
import { ApiHours } from './api-hours.tsx'

/** Of what share of failed calls on an API is no longer well. */
const failingShare = 0.05

export type UsageByApi = ReadonlyMap<string | null, UsageRow>

export function apiColumns(usage: UsageByApi): readonly Column<ApiListed>[] {
  return [
    {
      name: 'Name',
      sortBy: ({ name, version }) => `${name} ${version}`,
      cell: (api) => (
        <div>
          <Anchor component={Link} to={apiPath(api.id)} size="sm" fw={500} c="var(--ink)">
            {api.name} {api.version}
          </Anchor>
          <Text size="xs" c="dimmed" ff="monospace">
            {api.path}
          </Text>
        </div>
      ),
    },
    {
      name: 'State',
      sortBy: ({ state }) => state,
      cell: ({ state }) => <ApiStateWord state={state} />,
    },
    { name: 'Deployed', isMinor: true, cell: ({ id }) => <ApiDeployed apiId={id} /> },
    {
      name: 'Calls by the hour',
      isMinor: true,
      cell: ({ id }) => (usage.get(id)?.calls ? <ApiHours apiId={id} /> : null),
    },
    {
      name: 'Calls',
      isNumber: true,
      sortBy: ({ id }) => usage.get(id)?.calls ?? 0,
      cell: ({ id }) => shownCount(usage.get(id)?.calls ?? 0),
    },
    {
      name: 'Failed',
      isNumber: true,
      sortBy: ({ id }) => failedShare(usage.get(id)),
      cell: ({ id }) => <Failed row={usage.get(id)} />,
    },
    {
      name: 'Money',
      isNumber: true,
      isMinor: true,
      sortBy: ({ id }) => usage.get(id)?.costUsd ?? 0,
      cell: ({ id }) => shownMoney((usage.get(id)?.costUsd ?? 0) * 1e6),
    },
  ]
}

function failedShare(row: UsageRow | undefined): number {
  return row === undefined || row.calls === 0 ? 0 : row.failed / row.calls
}

function Failed({ row }: { readonly row: UsageRow | undefined }) {
  if (row === undefined || row.calls === 0) return <span>–</span>
  const share = shownShare(row.failed, row.calls)
  if (failedShare(row) < failingShare) return <span>{share}</span>
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <StateWord tone="bad">failing</StateWord>
      {share}
    </Group>
  )
}
