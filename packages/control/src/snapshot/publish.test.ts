import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApplicationRow, Row } from '@tollgate/contract/snapshot'
import { difference } from './difference.ts'
import { type Messages, SnapshotPublisher } from './publish.ts'

function application(id: string, name: string): ApplicationRow {
  return { kind: 'application', id, name, owner: null }
}

const settings: Row = { kind: 'settings', id: 'settings', pepper: 'ab'.repeat(32) }

test('difference finds what is new, changed and gone, and nothing else', () => {
  const from = [settings, application('a', 'A'), application('b', 'B')]
  const to = [structuredClone(settings), application('c', 'C'), application('a', 'other')]
  assert.deepEqual(difference(from, to), {
    upserts: [application('c', 'C'), application('a', 'other')],
    deletes: [{ kind: 'application', id: 'b' }],
  })
  assert.deepEqual(difference(from, structuredClone(from)), { upserts: [], deletes: [] })
})

test('SnapshotPublisher counts a version for each change, and none for the same rows', () => {
  const publisher = new SnapshotPublisher([settings])
  assert.equal(publisher.version, 1)
  assert.equal(publisher.replace([{ ...settings }]), undefined)
  assert.equal(publisher.version, 1)
  assert.equal(publisher.replace([settings, application('a', 'A')])?.upserts.length, 1)
  assert.equal(publisher.replace([settings])?.deletes.length, 1)
  assert.equal(publisher.version, 3)
})

test('SnapshotPublisher gives the base of the moment and every change after it, deletes first', () => {
  const publisher = new SnapshotPublisher([settings, application('a', 'A')])
  publisher.replace([settings, application('b', 'B')])
  const changes: Messages[] = []
  const { base, unsubscribe } = publisher.subscribe((change) => changes.push(change))
  publisher.replace([settings, application('c', 'C')])
  unsubscribe()
  publisher.replace([settings])
  assert.deepEqual(
    [...base],
    [
      { type: 'begin', version: 2, base: true },
      { type: 'upsert', row: settings },
      { type: 'upsert', row: application('b', 'B') },
      { type: 'commit', version: 2 },
    ],
  )
  assert.deepEqual(
    changes.map((change) => [...change]),
    [
      [
        { type: 'begin', version: 3, base: false },
        { type: 'delete', kind: 'application', id: 'b' },
        { type: 'upsert', row: application('c', 'C') },
        { type: 'commit', version: 3 },
      ],
    ],
  )
})
