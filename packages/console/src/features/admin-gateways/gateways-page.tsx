import { Button } from '@mantine/core'
import type { Gateway } from '@tollgate/contract/resources/gateway'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { Environments } from './environments.tsx'
import { GatewayState } from './gateway-state.tsx'
import { JoinTokens } from './join-tokens.tsx'
import { NewGateway } from './new-gateway.tsx'

const everyMs = 3_000

/** Whether every gateway has in force what is saved here. */
export function GatewaysPage() {
  const may = useMay()
  const { values, set, go } = useAddress()
  const environments = useAnswer('listEnvironments', { query: { limit: 200 } })
  const gateways = useAnswer('listGateways', { query: { limit: 200 } }, { everyMs })
  const isAllowed = may('gateways:manage')
  const action = isAllowed && <Button onClick={() => go({ open: 'gateway' })}>Add gateway</Button>
  const names = new Map(environments.data?.items.map(({ id, name }) => [id, name]))
  return (
    <Page title="Gateways" says="What carries the calls, and what each has in force." action={action}>
      <Answered asked={gateways}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty says="No gateway follows this control plane. A gateway joins with a token." />
          ) : (
            <GatewayTable items={items} names={names} isAllowed={isAllowed} />
          )
        }
      </Answered>
      <Answered asked={environments} lines={2}>
        {({ items }) => (
          <>
            <Environments items={items} open={values.open} onOpen={(open) => set({ open })} />
            <NewGateway environments={items} isOpen={values.open === 'gateway'} onClose={() => set({ open: '' })} />
          </>
        )}
      </Answered>
      {isAllowed && <JoinTokens names={names} />}
    </Page>
  )
}

interface GatewayTableProps {
  readonly items: readonly Gateway[]
  readonly names: ReadonlyMap<string, string>
  readonly isAllowed: boolean
}

function GatewayTable({ items, names, isAllowed }: GatewayTableProps) {
  return (
    <Block title="Gateways">
      <DataTable
        label="Gateways"
        rows={items}
        rowId={({ id }) => id}
        columns={[
          { name: 'Gateway', cell: ({ name, isLocal }) => (isLocal ? `${name} (this machine)` : name) },
          { name: 'State', cell: (gateway) => <GatewayState gateway={gateway} /> },
          { name: 'Environment', cell: ({ environmentId }) => names.get(environmentId) ?? '–', isMinor: true },
          { name: 'Version', cell: ({ status }) => status?.version ?? '–', isNumber: true, isMinor: true },
          { name: 'Open calls', cell: ({ status }) => status?.openCalls ?? '–', isNumber: true },
          { name: 'Software', cell: ({ status }) => status?.software ?? '–', isMinor: true },
          { name: 'Seen', cell: ({ status }) => <Moment at={status?.lastSeenAt ?? null} />, isMinor: true },
          { name: 'Change', cell: (gateway) => isAllowed && <Revoke gateway={gateway} /> },
        ]}
      />
    </Block>
  )
}

function Revoke({ gateway: { id, name, state, isLocal } }: { readonly gateway: Gateway }) {
  const revoke = useChange('revokeGateway', { says: () => `${name} is revoked: it gets no further changes.` })
  const remove = useChange('deleteGateway', { says: () => `${name} is deleted.` })
  if (isLocal) return null
  if (state === 'revoked')
    return (
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={`Delete: ${name}`}
        onClick={() => remove.mutate({ params: { id } })}
      >
        Delete
      </Button>
    )
  const ask = () =>
    confirm({
      title: `Revoke ${name}`,
      says: 'Its token opens nothing any more. It carries calls with what it has in force until somebody stops it.',
      action: 'Revoke',
      typed: name,
      onConfirm: () => revoke.mutate({ params: { id } }),
    })
  return (
    <Button size="compact-sm" variant="subtle" aria-label={`Revoke: ${name}`} onClick={ask}>
      Revoke
    </Button>
  )
}
