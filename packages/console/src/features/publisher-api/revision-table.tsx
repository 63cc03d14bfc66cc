import { ActionIcon, Checkbox, Menu, Stack } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import type { Environment } from '@tollgate/contract/resources/environment'
import type { ApiRevision } from '@tollgate/contract/resources/revision'
import { Ellipsis } from 'lucide-react'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { tell } from '../../ui/tell.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { RevisionDiff } from './revision-diff.tsx'

interface RevisionTableProps {
  readonly api: Api
  readonly revisions: readonly ApiRevision[]
  readonly environments: readonly Environment[]
}

/** Everything that was ever deployed; two of them beside each other where two are chosen. */
export function RevisionTable({ api, revisions, environments }: RevisionTableProps) {
  const { values, set } = useAddress()
  const chosen = (values.compare ?? '').split(',').filter((id) => revisions.some((revision) => revision.id === id))
  const choose = (id: string, isChosen: boolean) =>
    set({ compare: (isChosen ? [...chosen, id].slice(-2) : chosen.filter((one) => one !== id)).join(',') })
  const nameOf = (id: string) => environments.find((one) => one.id === id)?.name ?? id
  if (revisions.length === 0)
    return (
      <Block title="Revisions">
        <Empty says="Each deployment of a changed draft makes a revision, which can be looked at and gone back to." />
      </Block>
    )
  const [older, newer] = revisions.filter(({ id }) => chosen.includes(id)).toReversed()
  return (
    <Stack gap="lg">
      <Block title="Revisions" says="Choose two to see what differs.">
        <DataTable
          label="Revisions"
          rows={revisions}
          rowId={({ id }) => id}
          columns={[
            {
              name: 'Compare',
              cell: ({ id, number }) => (
                <Checkbox
                  aria-label={`Compare revision ${number}`}
                  checked={chosen.includes(id)}
                  onChange={(event) => choose(id, event.currentTarget.checked)}
                />
              ),
            },
            { name: 'Revision', sortBy: ({ number }) => number, cell: ({ number }) => number },
            { name: 'Note', isMinor: true, cell: ({ note }) => note },
            { name: 'By', isMinor: true, cell: ({ authorName }) => authorName },
            { name: 'When', cell: ({ createdAt }) => <Moment at={createdAt} /> },
            { name: 'Runs in', cell: ({ environmentIds }) => environmentIds.map(nameOf).join(', ') },
            {
              name: 'Actions',
              cell: (revision) => <RevisionMenu api={api} revision={revision} environments={environments} />,
            },
          ]}
        />
      </Block>
      {older !== undefined && newer !== undefined && <RevisionDiff apiId={api.id} older={older} newer={newer} />}
    </Stack>
  )
}

interface RevisionMenuProps {
  readonly api: Api
  readonly revision: ApiRevision
  readonly environments: readonly Environment[]
}

function RevisionMenu({ api, revision, environments }: RevisionMenuProps) {
  const may = useMay()
  const deploy = useChange('deployApi', { says: ({ revisionNumber }) => `Revision ${revisionNumber} is deployed.` })
  const restore = useChange('restoreRevision', {
    afterwards: ({ missing }) => tell([`The draft is as revision ${revision.number} was.`, ...missing].join(' ')),
  })
  const remove = useChange('deleteRevision', { says: () => `Revision ${revision.number} is deleted.` })
  const params = { id: api.id, revisionId: revision.id }
  if (!may('apis:manage') || api.state === 'retired') return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={`Actions for revision ${revision.number}`}>
          <Ellipsis size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {environments
          .filter(({ id }) => !revision.environmentIds.includes(id))
          .map(({ id, name }) => (
            <Menu.Item
              key={id}
              onClick={() =>
                deploy.mutate({ params: { id: api.id }, body: { environmentId: id, revisionId: revision.id } })
              }
            >
              Deploy to {name}
            </Menu.Item>
          ))}
        <Menu.Item
          onClick={() =>
            confirm({
              title: `Restore revision ${revision.number}`,
              says: 'The draft becomes what this revision was; what was changed since and not deployed is lost. Nothing that runs changes.',
              action: 'Restore',
              onConfirm: () => restore.mutate({ params }),
            })
          }
        >
          Restore to the draft
        </Menu.Item>
        {revision.environmentIds.length === 0 && (
          <Menu.Item
            onClick={() =>
              confirm({
                title: `Delete revision ${revision.number}`,
                says: 'It cannot be gone back to afterwards.',
                action: 'Delete',
                onConfirm: () => remove.mutate({ params }),
              })
            }
          >
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
