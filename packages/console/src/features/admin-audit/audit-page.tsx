import { Anchor, Button, Group, TextInput } from '@mantine/core'
import type { AuditEntryView } from '@tollgate/contract/resources/audit-entry'
import { call } from '../../client/call.ts'
import { useAnswerPages } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { tell } from '../../ui/tell.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { AuditDrawer } from './audit-drawer.tsx'
import { exportAudit } from './export-audit.ts'

const columns: readonly Column<AuditEntryView>[] = [
  { name: 'When', cell: ({ at }) => <Moment at={at} /> },
  { name: 'Who', cell: ({ actor }) => actor.name },
  { name: 'Did', cell: ({ verb }) => <code>{verb}</code> },
  { name: 'To', cell: ({ changes }) => changes.map(objectOf).slice(0, 2).join(', ') || '–', isMinor: true },
  { name: 'From', cell: ({ from }) => from, isMinor: true },
]

/** Who changed what. */
export function AuditPage() {
  const { values, set, go } = useAddress()
  const { verb = '', object = '', actor = '' } = values
  const query = {
    limit: 50,
    ...(verb === '' ? {} : { verb }),
    ...(object === '' ? {} : { objectId: object }),
    ...(actor === '' ? {} : { actorId: actor }),
  }
  const asked = useAnswerPages('listAudit', { query })
  const entries = asked.data?.pages.flatMap(({ items }) => items) ?? []
  const open = entries.find(({ id }) => id === values.entry)
  return (
    <Page
      title="Audit log"
      says="What was done here, by whom and from where. Each entry's hash covers the one before."
      action={<Button onClick={() => void exportAudit(query)}>Export</Button>}
    >
      <Group align="flex-end">
        <TextInput
          data-filter
          label="What was done"
          placeholder="plan.create"
          defaultValue={verb}
          onChange={(event) => set({ verb: event.currentTarget.value.trim() })}
        />
        {(object !== '' || actor !== '') && (
          <Anchor component="button" type="button" size="sm" onClick={() => set({ object: '', actor: '' })}>
            {object === '' ? 'Of everybody' : 'Of everything'}
          </Anchor>
        )}
        <Button variant="default" onClick={() => void checkChain()}>
          Check the chain
        </Button>
      </Group>
      <Answered asked={asked}>
        {() =>
          entries.length === 0 ? (
            <Empty says="Nothing matches. What is done is written the moment it is done." />
          ) : (
            <DataTable
              label="Audit log"
              columns={columns}
              rows={entries}
              rowId={({ id }) => id}
              onOpen={({ id }) => go({ entry: id })}
              onMore={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
            />
          )
        }
      </Answered>
      {open !== undefined && <AuditDrawer entry={open} onFilter={set} onClose={() => set({ entry: '' })} />}
    </Page>
  )
}

function objectOf({ kind, before, after }: AuditEntryView['changes'][number]): string {
  const name = (after ?? before)?.name
  return typeof name === 'string' ? `${kind} ${name}` : kind
}

async function checkChain(): Promise<void> {
  const { isWhole, brokenAt } = await call('verifyAudit', {}).catch(() => ({ isWhole: undefined, brokenAt: null }))
  if (isWhole === undefined) tell('The chain could not be checked: the control plane did not answer.')
  else tell(isWhole ? 'The chain is whole: no entry was changed or taken out.' : `The chain is broken at ${brokenAt}.`)
}
