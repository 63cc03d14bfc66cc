import { Button } from '@mantine/core'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { Block } from '../../ui/block.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/moment.tsx'
import { StateWord } from '../../ui/state-word.tsx'

/** Tokens that were made for gateways to join. */
export function JoinTokens({ names }: { readonly names: ReadonlyMap<string, string> }) {
  const { data } = useAnswer('listJoinTokens', { query: { limit: 200 } })
  const revoke = useChange('revokeJoinToken', { says: () => 'The token opens nothing any more.' })
  if (data === undefined || data.items.length === 0) return null
  return (
    <Block title="Join tokens">
      <DataTable
        label="Join tokens"
        rows={data.items}
        rowId={({ id }) => id}
        columns={[
          { name: 'For', cell: ({ name }) => name },
          {
            name: 'State',
            cell: ({ state }) => <StateWord tone={state === 'open' ? 'info' : 'plain'}>{state}</StateWord>,
          },
          { name: 'Environment', cell: ({ environmentId }) => names.get(environmentId) ?? '–', isMinor: true },
          { name: 'Until', cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
          {
            name: 'Change',
            cell: ({ id, name, state }) =>
              state === 'open' && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={`Withdraw: ${name}`}
                  onClick={() => revoke.mutate({ params: { id } })}
                >
                  Withdraw
                </Button>
              ),
          },
        ]}
      />
    </Block>
  )
}
