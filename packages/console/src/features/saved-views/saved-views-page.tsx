import { Anchor, Button, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { SavedView } from '@tollgate/contract/resources/saved-view'
import { useAnswerPages } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { EditView } from './edit-view.tsx'
import { viewSentence } from './view-sentence.ts'

/** What do we look at again and again? */
export function SavedViewsPage() {
  const { values, set } = useAddress()
  const asked = useAnswerPages('listSavedViews', { query: { limit: 100 } })
  const items = asked.data?.pages.flatMap((page) => page.items) ?? []
  const open = items.find(({ id }) => id === values.open)
  return (
    <Page title="Saved views" says="Pages of usage with their period and filters: yours, and those that are shared.">
      <Answered asked={asked}>
        {() =>
          items.length === 0 ? (
            <Empty says="A page of usage that is asked as you need it is kept with its button Save view, for you or for everybody." />
          ) : (
            <DataTable
              label="Saved views"
              rows={items}
              rowId={({ id }) => id}
              onMore={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
              columns={[
                {
                  name: 'View',
                  sortBy: ({ name }) => name,
                  cell: ({ name, address }) => (
                    <Anchor component={Link} to={address} size="sm">
                      {name}
                    </Anchor>
                  ),
                },
                { name: 'Shows', cell: ({ address }) => viewSentence(address), isMinor: true },
                { name: 'Whose', cell: ({ isOwn, ownerName }) => (isOwn ? 'yours' : ownerName), isMinor: true },
                { name: 'Seen by', cell: ({ isShared }) => (isShared ? 'everybody' : 'you') },
                { name: 'Changed', cell: ({ updatedAt }) => <Moment at={updatedAt} />, isMinor: true },
                { name: 'Change', cell: (view) => <Actions view={view} /> },
              ]}
            />
          )
        }
      </Answered>
      {open !== undefined && <EditView key={open.id} view={open} onClose={() => set({ open: '' })} />}
    </Page>
  )
}

function Actions({ view: { id, name, isOwn, isShared } }: { readonly view: SavedView }) {
  const may = useMay()
  const { go } = useAddress()
  const remove = useChange('deleteSavedView', { says: () => `${name} is deleted.` })
  if (!isOwn && !may('settings:manage')) return null
  const ask = () =>
    confirm({
      title: `Delete ${name}`,
      says: isShared ? 'Nobody finds it any more.' : 'It is gone; what it shows stays.',
      action: 'Delete',
      onConfirm: () => remove.mutate({ params: { id } }),
    })
  return (
    <Group gap={4}>
      <Button size="compact-sm" variant="default" aria-label={`Change: ${name}`} onClick={() => go({ open: id })}>
        Change
      </Button>
      <Button size="compact-sm" variant="subtle" aria-label={`Delete: ${name}`} onClick={ask}>
        Delete
      </Button>
    </Group>
  )
}
