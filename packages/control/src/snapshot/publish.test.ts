import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SnapshotMessage, snapshotMessageSchema, subscriptionsAtOnce } from '@tollgate/contract/snapshot'
import { type PlacedRow, placeRow } from './placed-row.ts'
import { type Lines, SnapshotPublisher } from './publish.ts'

const place = { organisationId: 'org_a', environmentId: 'env_a' }
const settings = placeRow({ kind: 'settings', id: 'settings', pepper: 'ab'.repeat(32) }, 'org_a')

function application(id: string, name: string, organisationId = 'org_a'): PlacedRow {
  return placeRow(
    { kind: 'application', id, name, owner: null, team: null, teamId: null, costCentre: null },
    organisationId,
  )
}

function subscription(id: string, organisationId = 'org_a'): PlacedRow {
  const rest = { applicationId: 'a', apiId: `api of ${id}`, planId: null, state: 'active' } as const
  return placeRow({ kind: 'subscription', id, ...rest }, organisationId)
}

/** `begin 2 base`, `upsert a`, `delete b`, `commit 2`. */
function said(lines: Lines): string[] {
  return [...lines].map((line) => describe(snapshotMessageSchema.parse(JSON.parse(line))))
}

function describe(message: SnapshotMessage): string {
  switch (message.type) {
    case 'begin':
      return `begin ${message.version}${message.base ? ' base' : ''}`
    case 'upsert':
      return `upsert ${message.row.kind === 'application' ? message.row.name : message.row.kind}`
    case 'subscriptions':
      return `subscriptions ${message.rows.map(([id]) => id).join(' ')}`
    case 'delete':
      return `delete ${message.id}`
    case 'commit':
      return `commit ${message.version}`
  }
}

test('SnapshotPublisher gives the base of the moment and every change after it, deletes first', () => {
  const publisher = new SnapshotPublisher()
  publisher.replace([settings, application('a', 'A')], 7)
  const changes: string[][] = []
  const { base, unsubscribe } = publisher.subscribe(place, (lines) => changes.push(said(lines)))
  publisher.apply({ upserts: [application('b', 'B')], deletes: [application('a', 'A')] }, 9)
  unsubscribe()
  publisher.apply({ upserts: [application('c', 'C')], deletes: [] }, 10)
  assert.deepEqual(said(base), ['begin 7 base', 'upsert settings', 'upsert A', 'commit 7'])
  assert.deepEqual(changes, [['begin 9', 'delete a', 'upsert B', 'commit 9']])
})

test('SnapshotPublisher leaves out what is as it was, and still brings the version', () => {
  const publisher = new SnapshotPublisher()
  publisher.replace([settings, application('a', 'A')], 2)
  const changes: string[][] = []
  publisher.subscribe(place, (lines) => changes.push(said(lines)))
  const change = publisher.apply({ upserts: [application('a', 'A')], deletes: [application('never', 'N')] }, 3)
  assert.deepEqual(change, { upserts: [], deletes: [] })
  assert.deepEqual(changes, [['begin 3', 'commit 3']])
})

test('SnapshotPublisher gives a gateway the rows of its organisation and environment only', () => {
  const publisher = new SnapshotPublisher()
  const elsewhere: PlacedRow = { ...application('x', 'X'), environmentId: 'env_b' }
  publisher.replace([settings, elsewhere, application('o', 'O', 'org_b'), application('a', 'A')], 2)
  const changes: string[][] = []
  const { base } = publisher.subscribe(place, (lines) => changes.push(said(lines)))
  publisher.apply({ upserts: [application('p', 'P', 'org_b')], deletes: [application('o', 'O', 'org_b')] }, 3)
  assert.deepEqual(said(base), ['begin 2 base', 'upsert settings', 'upsert A', 'commit 2'])
  assert.deepEqual(changes, [['begin 3', 'commit 3']])
})

test('SnapshotPublisher brings subscriptions many at once, whatever stands between them, and deletes before them', () => {
  const publisher = new SnapshotPublisher()
  const ids = Array.from({ length: subscriptionsAtOnce + 2 }, (_, index) => `s${100 + index}`)
  const [first = '', ...rest] = ids
  const rows = rest.flatMap((id) => [subscription(id), subscription(`${id} elsewhere`, 'org_b')])
  publisher.replace([subscription(first), application('a', 'A'), ...rows], 2)
  const changes: string[][] = []
  const { base } = publisher.subscribe(place, (lines) => changes.push(said(lines)))
  const [begin, upsert, ...packed] = said(base)
  assert.deepEqual([begin, upsert, packed.pop()], ['begin 2 base', 'upsert A', 'commit 2'])
  const idsOf = packed.map((line) => line.split(' ').slice(1))
  assert.equal(idsOf.length, 2)
  assert.deepEqual(idsOf.flat(), ids)
  publisher.apply({ upserts: [subscription('new'), subscription('s101')], deletes: [subscription(first)] }, 3)
  assert.deepEqual(changes, [['begin 3', `delete ${first}`, 'subscriptions new', 'commit 3']])
})

test('SnapshotPublisher.replace tells who listens already what differs', () => {
  const publisher = new SnapshotPublisher()
  publisher.replace([settings, application('a', 'A')], 2)
  const changes: string[][] = []
  publisher.subscribe(place, (lines) => changes.push(said(lines)))
  publisher.replace([settings, application('b', 'B')], 900_000)
  assert.deepEqual(changes, [['begin 900000', 'delete a', 'upsert B', 'commit 900000']])
})

test('SnapshotPublisher.since gives the missed changes, nothing where none is, and a base where they are not known', () => {
  const publisher = new SnapshotPublisher()
  publisher.replace([settings], 5)
  publisher.apply({ upserts: [application('a', 'A')], deletes: [] }, 6)
  publisher.apply({ upserts: [application('b', 'B')], deletes: [] }, 8)
  assert.deepEqual(said(publisher.since(6, place)), ['begin 8', 'upsert B', 'commit 8'])
  assert.deepEqual(said(publisher.since(5, place)), [
    'begin 6',
    'upsert A',
    'commit 6',
    'begin 8',
    'upsert B',
    'commit 8',
  ])
  assert.deepEqual(said(publisher.since(8, place)), [])
  for (const version of [0, 4, 9]) assert.equal(said(publisher.since(version, place))[0], 'begin 8 base', `${version}`)
  for (let version = 9; version < 1_100; version++) publisher.apply({ upserts: [], deletes: [] }, version)
  assert.equal(said(publisher.since(8, place))[0], 'begin 1099 base')
})
