import { Button, Switch, Text } from '@mantine/core'
import type { Key } from '@tollgate/contract/resources/api-key'
import type { Application } from '@tollgate/contract/resources/application'
import { useState } from 'react'
import { useAnswerPages } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { EditKey } from './edit-key.tsx'
import { KeyMenu } from './key-menu.tsx'
import { keyWord, shownKey } from './key-words.ts'
import { LastPlace } from './last-place.tsx'
import { RotateKey } from './rotate-key.tsx'

interface ApplicationKeysProps {
  readonly application: Application
  readonly isMine: boolean
}

/** What its agents present. */
export function ApplicationKeys({ application, isMine }: ApplicationKeysProps) {
  const { values, set, go } = useAddress()
  // Not in the row: a key that ends at once takes its row along, and the new one is shown this once.
  const [rotating, setRotating] = useState<Key>()
  const isAll = values.keys === 'all'
  const asked = useAnswerPages('listApplicationKeys', {
    params: { id: application.id },
    query: { limit: 50, ...(isAll ? {} : { state: 'active' }) },
  })
  const rows = asked.data?.pages.flatMap(({ items }) => items) ?? []
  const open = rows.find(({ id }) => id === values.key)
  return (
    <Block
      title="Keys"
      says="The text of a key is shown once, when it is made."
      action={
        <Switch
          label="Ended keys too"
          checked={isAll}
          onChange={(event) => set({ keys: event.currentTarget.checked ? 'all' : '' })}
        />
      }
    >
      <Answered asked={asked} lines={3}>
        {() =>
          rows.length === 0 ? (
            <Empty says="No key yet. An agent calls with a key; give each machine and each person one of their own.">
              {isMine && (
                <Button variant="default" onClick={() => go({ open: 'key' })}>
                  New key
                </Button>
              )}
            </Empty>
          ) : (
            <DataTable
              label="Keys"
              columns={keyColumns(isMine, setRotating)}
              rows={rows}
              rowId={({ id }) => id}
              onMore={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
            />
          )
        }
      </Answered>
      {open !== undefined && isMine && <EditKey key={open.id} apiKey={open} onClose={() => set({ key: '' })} />}
      {rotating !== undefined && <RotateKey apiKey={rotating} onClose={() => setRotating(undefined)} />}
    </Block>
  )
}

function keyColumns(isMine: boolean, onRotate: (key: Key) => void): readonly Column<Key>[] {
  return [
    { name: 'Key', sortBy: ({ name }) => name, cell: (key) => <KeyName apiKey={key} /> },
    {
      name: 'Owner',
      isMinor: true,
      sortBy: ({ personName }) => personName ?? '',
      cell: ({ personName }) => personName ?? 'a machine',
    },
    { name: 'Type', isMinor: true, sortBy: ({ type }) => type, cell: ({ type }) => type },
    {
      name: 'State',
      cell: (key) => {
        const [word, tone] = keyWord(key, Date.now())
        return <StateWord tone={tone}>{word}</StateWord>
      },
    },
    {
      name: 'Expires',
      isMinor: true,
      sortBy: ({ expiresAt }) => expiresAt ?? '9999',
      cell: ({ expiresAt }) => <Moment at={expiresAt} />,
    },
    {
      name: 'Last used',
      isMinor: true,
      sortBy: ({ lastUsedAt }) => lastUsedAt ?? '',
      cell: ({ id, lastUsedAt }) =>
        lastUsedAt === null ? (
          <Text size="sm" c="dimmed">
            never used
          </Text>
        ) : (
          <>
            <Moment at={lastUsedAt} /> <LastPlace keyId={id} lastUsedAt={lastUsedAt} />
          </>
        ),
    },
    {
      name: 'Actions',
      cell: (key) => isMine && key.managedBy === null && <KeyMenu apiKey={key} onRotate={() => onRotate(key)} />,
    },
  ]
}

function KeyName({ apiKey }: { readonly apiKey: Key }) {
  const { name, allowedAddresses, allowedReferrers, testApiId } = apiKey
  const notes = [
    ...(testApiId === null ? [] : ['test key']),
    ...(allowedAddresses.length === 0 ? [] : [`from ${allowedAddresses.join(', ')} only`]),
    ...(allowedReferrers.length === 0 ? [] : [`referred by ${allowedReferrers.join(', ')} only`]),
  ]
  return (
    <>
      <Text size="sm" fw={500}>
        {name}
      </Text>
      <Text size="xs" c="dimmed">
        {[shownKey(apiKey), ...notes].join(' · ')}
      </Text>
    </>
  )
}
