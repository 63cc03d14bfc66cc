import { Button } from '@mantine/core'
import type { Credential } from '@tollgate/contract/resources/credential'
import type { Provider } from '@tollgate/contract/resources/provider'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { CredentialDrawer } from './credential-drawer.tsx'
import { NewCredential } from './new-credential.tsx'
import { NewProvider } from './new-provider.tsx'

/** Who answers, and the secrets that open them. */
export function ProvidersPage() {
  const may = useMay()
  const { values, set, go } = useAddress()
  const providers = useAnswer('listProviders', { query: { limit: 200 } })
  const credentials = useAnswer('listCredentials', { query: { limit: 200 } })
  const close = () => set({ open: '', credential: '' })
  const open = credentials.data?.items.find(({ id }) => id === values.credential)
  const action = may('providers:manage') && <Button onClick={() => go({ open: 'provider' })}>Add provider</Button>
  return (
    <Page
      title="Providers"
      says="Who answers, and the keys that open them. A key goes in and never comes out."
      action={action}
    >
      <Answered asked={providers}>
        {({ items }) => (
          <>
            <ProviderTable items={items} />
            <Block
              title="Credentials"
              action={
                may('credentials:manage') &&
                items.length > 0 && (
                  <Button variant="default" onClick={() => go({ open: 'credential' })}>
                    Add credential
                  </Button>
                )
              }
            >
              <Answered asked={credentials} lines={3}>
                {(listed) => (
                  <CredentialTable items={listed.items} providers={items} onOpen={(id) => go({ credential: id })} />
                )}
              </Answered>
            </Block>
            <NewCredential providers={items} isOpen={values.open === 'credential'} onClose={close} />
          </>
        )}
      </Answered>
      <NewProvider isOpen={values.open === 'provider'} onClose={close} />
      {open !== undefined && <CredentialDrawer credential={open} onClose={close} />}
    </Page>
  )
}

function ProviderTable({ items }: { readonly items: readonly Provider[] }) {
  if (items.length === 0)
    return <Empty says="No provider yet. A provider is whoever answers: OpenAI, or anything that speaks as it does." />
  return (
    <DataTable
      label="Providers"
      rows={items}
      rowId={({ id }) => id}
      columns={[
        { name: 'Provider', cell: ({ name }) => name, sortBy: ({ name }) => name },
        { name: 'Speaks', cell: ({ type }) => type },
        {
          name: 'Endpoints begin at',
          cell: ({ baseUrl, type }) => baseUrl ?? (type === 'openai' ? 'https://api.openai.com' : '–'),
          isMinor: true,
        },
        { name: 'Changed', cell: ({ updatedAt }) => <Moment at={updatedAt} />, isMinor: true },
      ]}
    />
  )
}

interface CredentialTableProps {
  readonly items: readonly Credential[]
  readonly providers: readonly Provider[]
  readonly onOpen: (id: string) => void
}

function CredentialTable({ items, providers, onOpen }: CredentialTableProps) {
  if (items.length === 0) return <Empty says="No credential yet. An endpoint without one is called without a key." />
  const names = new Map(providers.map(({ id, name }) => [id, name]))
  return (
    <DataTable
      label="Credentials"
      rows={items}
      rowId={({ id }) => id}
      onOpen={({ id }) => onOpen(id)}
      columns={[
        { name: 'Name', cell: ({ name }) => name, sortBy: ({ name }) => name },
        { name: 'Key', cell: ({ lastFour }) => <code>…{lastFour}</code> },
        { name: 'Provider', cell: ({ providerId }) => names.get(providerId) ?? '–', isMinor: true },
        {
          name: 'Used by',
          cell: ({ usedBy }) => usedBy.map(({ apiName }) => apiName).join(', ') || 'nothing',
          isMinor: true,
        },
        { name: 'Age', cell: ({ ageDays }) => `${ageDays} d`, sortBy: ({ ageDays }) => ageDays, isNumber: true },
        { name: 'State', cell: ({ hasNext }) => hasNext && <StateWord tone="info">next one waits</StateWord> },
      ]}
    />
  )
}
