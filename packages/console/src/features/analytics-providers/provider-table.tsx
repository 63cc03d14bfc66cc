import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Answer } from '../../client/call.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { shownCount, shownMs, shownShare } from '../../ui/numbers.ts'
import { StateWord, type Tone } from '../../ui/state-word.tsx'
import type { AskedUsage } from '../../ui/usage/use-usage.ts'

type Row = Answer<'getUsageProviders'>['items'][number]

interface ProviderTableProps {
  readonly rows: readonly Row[]
  readonly callsWith: AskedUsage['callsWith']
}

const badges: Readonly<Record<Row['whose'], readonly [word: string, tone: Tone]>> = {
  nobody: ['well', 'good'],
  us: ['us', 'warning'],
  them: ['them', 'bad'],
  both: ['both', 'bad'],
}

/** A provider, then its endpoints; each number leads to the calls behind it. */
export function ProviderTable({ rows, callsWith }: ProviderTableProps) {
  const link = ({ provider }: Row, shown: string, more = '', filters: { readonly outcome?: string } = {}) => (
    <Anchor component={Link} to={`${callsWith({ provider, ...filters })}${more}`} size="sm">
      {shown}
    </Anchor>
  )
  return (
    <DataTable
      label="Providers and endpoints"
      columns={[
        {
          name: 'Provider',
          cell: ({ provider, endpoint, endpointName }) =>
            endpoint === null ? <b>{provider}</b> : (endpointName ?? endpoint),
          sortBy: ({ provider, endpoint }) => `${provider} ${endpoint ?? ''}`,
        },
        { name: 'Whose', cell: (row) => <Whose row={row} /> },
        {
          name: 'Calls',
          cell: (row) => link(row, shownCount(row.calls)),
          sortBy: ({ calls }) => calls,
          isNumber: true,
        },
        {
          name: 'Errors',
          cell: (row) => link(row, shownShare(row.errors, row.asked), '', { outcome: 'failed' }),
          sortBy: ({ errors, asked }) => (asked === 0 ? 0 : errors / asked),
          isNumber: true,
        },
        {
          name: '429',
          cell: (row) => link(row, shownShare(row.limited, row.asked), '&status=429'),
          sortBy: ({ limited, asked }) => (asked === 0 ? 0 : limited / asked),
          ...{ isNumber: true, isMinor: true },
        },
        {
          name: 'First byte p50 / p95',
          cell: ({ firstByteMs: { p50, p95 } }) => `${timeOf(p50)} / ${timeOf(p95)}`,
          sortBy: ({ firstByteMs }) => firstByteMs.p95 ?? 0,
          ...{ isNumber: true, isMinor: true },
        },
        {
          name: 'Failovers',
          cell: ({ failovers }) => shownCount(failovers),
          sortBy: ({ failovers }) => failovers,
          ...{ isNumber: true, isMinor: true },
        },
      ]}
      rows={rows}
      rowId={({ provider, endpoint }) => `${provider} ${endpoint ?? ''}`}
    />
  )
}

function Whose({ row: { whose, why } }: { readonly row: Row }) {
  const [word, tone] = badges[whose]
  return (
    <Stack gap={2} align="flex-start">
      <StateWord tone={tone}>{word}</StateWord>
      <Text size="xs" c="dimmed">
        {why}
      </Text>
    </Stack>
  )
}

function timeOf(ms: number | null): string {
  return ms === null ? '–' : shownMs(ms)
}
