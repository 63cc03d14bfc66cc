import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Answer } from '../../client/call.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { shownCount, shownMs } from '../../ui/numbers.ts'
import type { AskedUsage } from '../../ui/usage/use-usage.ts'

type Row = Answer<'getUsagePolicies'>['items'][number]

interface PolicyMatrixProps {
  readonly rows: readonly Row[]
  readonly callsWith: AskedUsage['callsWith']
}

/** Policy × API; each number leads to the calls of that API. */
export function PolicyMatrix({ rows, callsWith }: PolicyMatrixProps) {
  const count = (name: string, of: (row: Row) => number, more: { isMinor?: true; outcome?: string } = {}) => ({
    name,
    cell: (row: Row) => <CallsLink row={row} count={of(row)} callsWith={callsWith} outcome={more.outcome} />,
    sortBy: of,
    isNumber: true,
    ...(more.isMinor === undefined ? {} : { isMinor: more.isMinor }),
  })
  return (
    <DataTable
      label="Policies by API"
      columns={[
        { name: 'Policy', cell: ({ policy }) => policy, sortBy: ({ policy }) => policy },
        { name: 'API', cell: ({ api }) => api, sortBy: ({ api }) => api },
        count('Ran', ({ ran }) => ran),
        count('Hit', ({ hits }) => hits),
        count('Changed', ({ changed }) => changed, { isMinor: true }),
        count('Refused', ({ refused }) => refused, { isMinor: true, outcome: 'refused' }),
        count('Observed', ({ observed }) => observed, { isMinor: true }),
        count('Could not run', ({ failed }) => failed, { isMinor: true }),
        {
          name: 'p50 / p95',
          cell: ({ ms }) => `${ms.p50 === null ? '–' : shownMs(ms.p50)} / ${ms.p95 === null ? '–' : shownMs(ms.p95)}`,
          sortBy: ({ ms }) => ms.p95 ?? 0,
          isNumber: true,
          isMinor: true,
        },
      ]}
      rows={rows}
      rowId={({ policy, apiId }) => `${policy} ${apiId}`}
    />
  )
}

interface CallsLinkProps {
  readonly row: Row
  readonly count: number
  readonly callsWith: AskedUsage['callsWith']
  readonly outcome: string | undefined
}

function CallsLink({ row, count, callsWith, outcome }: CallsLinkProps) {
  if (count === 0) return '0'
  return (
    <Anchor
      component={Link}
      to={callsWith({ api: row.apiId, ...(outcome === undefined ? {} : { outcome }) })}
      size="sm"
    >
      {shownCount(count)}
    </Anchor>
  )
}
