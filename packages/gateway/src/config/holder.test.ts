import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { packSubscription, type Row, type SnapshotMessage } from '@tollgate/contract/snapshot'
import { protocols } from '../protocols/protocols.ts'
import { type Delete, messagesOf } from '../testing/control-stand-in.ts'
import { testTools } from '../testing/policy-tools.ts'
import {
  apiRow,
  applicationRow,
  attachment,
  keyDigest,
  keyRow,
  planRow,
  settingsRow,
  subscriptionRow,
} from '../testing/rows.ts'
import { SnapshotHolder } from './holder.ts'
import type { SnapshotReader } from './snapshot-reader.ts'

describe('SnapshotHolder', () => {
  let holder: SnapshotHolder
  let reader: SnapshotReader
  let version: number
  let changes: number

  beforeEach(() => {
    version = 0
    changes = 0
    holder = new SnapshotHolder({ policies: [], protocols, tools: testTools(), now: Date.now }, () => changes++)
    reader = holder.reader()
  })

  /** Takes a whole change; throws what the holder throws. */
  function apply(base: boolean, upserts: readonly Row[], deletes: readonly Delete[] = []): void {
    for (const message of messagesOf(++version, { base, upserts, deletes })) reader.take(message)
  }
  const base = (...rows: Row[]) => apply(true, rows)
  const change = (...rows: Row[]) => apply(false, rows)

  it('has nothing before the first base', () => {
    assert.equal(holder.version, 0)
    assert.equal(holder.current.findRoute('/openai/1.0/responses'), undefined)
    assert.equal(holder.current.findKey(keyDigest('k')), undefined)
    assert.equal(holder.current.pepper, '')
  })

  it('puts a base in force at its commit and not before', () => {
    const messages = messagesOf(7, { base: true, upserts: [settingsRow(), apiRow('openai'), keyRow('k')], deletes: [] })
    const results = messages.map((message) => {
      const isInForce = reader.take(message)
      assert.equal(holder.current.findRoute('/openai/1.0/responses') !== undefined, isInForce)
      return isInForce
    })
    assert.deepEqual(results, [false, false, false, false, true])
    assert.equal(holder.version, 7)
    assert.equal(changes, 1)
  })

  it('takes subscriptions many at once, in a base and in a change', () => {
    const packed = (state: 'active' | 'blocked', ...apis: readonly string[]): SnapshotMessage => ({
      type: 'subscriptions',
      rows: apis.map((api) => packSubscription(subscriptionRow('app_a', api, { planId: 'plan_p', state }))),
    })
    const take = (number: number, isBase: boolean, message: SnapshotMessage) => {
      reader.take({ type: 'begin', version: number, base: isBase })
      reader.take(message)
      reader.take({ type: 'commit', version: number })
    }
    take(1, true, packed('active', 'one', 'two'))
    assert.deepEqual(
      holder.current.findSubscription('app_a', 'one'),
      subscriptionRow('app_a', 'one', { planId: 'plan_p' }),
    )
    take(2, false, packed('blocked', 'two', 'three'))
    const states = ['one', 'two', 'three', 'four'].map((api) => holder.current.findSubscription('app_a', api)?.state)
    assert.deepEqual(states, ['active', 'blocked', 'blocked', undefined])
    assert.throws(() => take(3, true, packed('active', 'one', 'one')), /twice/)
    assert.equal(holder.version, 2)
  })

  it('adds, replaces and takes away with a change, and leaves the rest', () => {
    base(
      settingsRow(),
      apiRow('one'),
      apiRow('two'),
      keyRow('a'),
      keyRow('b'),
      planRow('gold', []),
      applicationRow('app'),
    )
    apply(
      false,
      [keyRow('a', { state: 'revoked' }), keyRow('c'), planRow('gold', [], 5)],
      [
        { kind: 'key', id: keyRow('b').id },
        { kind: 'api', id: 'api_two' },
      ],
    )
    const { current } = holder
    assert.equal(current.findKey(keyDigest('a'))?.state, 'revoked')
    assert.equal(current.findKey(keyDigest('b')), undefined)
    assert.ok(current.findKey(keyDigest('c')))
    assert.equal(current.findPlan('plan_gold')?.outputTokensMax, 5)
    assert.equal(current.findApplication('app_app')?.name, 'app')
    assert.ok(current.findRoute('/one/1.0/x'))
    assert.equal(current.findRoute('/two/1.0/x'), undefined)
    assert.deepEqual(
      [...current.allApis()].map(({ row }) => row.name),
      ['one'],
    )
  })

  it('replaces everything with a new base', () => {
    base(settingsRow(), apiRow('one'), keyRow('a'), subscriptionRow('app_a', 'api_one'))
    base(settingsRow('cd'.repeat(32)), keyRow('b'))
    assert.equal(holder.current.findRoute('/one/1.0/x'), undefined)
    assert.equal(holder.current.findKey(keyDigest('a')), undefined)
    assert.equal(holder.current.findSubscription('app_a', 'api_one'), undefined)
    assert.equal(holder.current.pepper, 'cd'.repeat(32))
  })

  it('forgets rows and deletes that it does not know', () => {
    base(settingsRow())
    apply(
      false,
      [],
      [
        { kind: 'key', id: 'none' },
        { kind: 'api', id: 'none' },
        { kind: 'subscription', id: 'none' },
        { kind: 'plan', id: 'none' },
      ],
    )
    reader.take({ type: 'begin', version: 3, base: false })
    reader.take({ type: 'delete', kind: 'of the future', id: 'x' })
    assert.equal(reader.take({ type: 'commit', version: 3 }), true)
  })

  it('leaves an API as it was where it asks for what this gateway does not have, and applies the rest', () => {
    base(settingsRow(), apiRow('one'), keyRow('a'))
    apply(
      false,
      [keyRow('b'), apiRow('one', { context: '/moved', protocols: ['telepathy'] }), apiRow('two')],
      [{ kind: 'key', id: keyRow('a').id }],
    )
    assert.equal(holder.version, 2)
    assert.equal(holder.current.findKey(keyDigest('a')), undefined)
    assert.ok(holder.current.findKey(keyDigest('b')))
    assert.ok(holder.current.findRoute('/one/1.0/x'))
    assert.ok(holder.current.findRoute('/two/1.0/x'))
    assert.equal(holder.current.findRoute('/moved/1.0/x'), undefined)
    assert.equal(holder.refused?.version, 2)
    assert.match(holder.refused.reason, /API one: .*telepathy.*stays as it was/)
    change(apiRow('one', { context: '/moved' }))
    assert.ok(holder.current.findRoute('/moved/1.0/x'), 'a good row after it is taken')
    assert.equal(holder.refused.version, 2, 'the last one is remembered')
  })

  const unknownPolicy = [attachment('of-the-future')]

  it('never runs an API without a policy that it asks for: it is left out where it was not there before', () => {
    base(settingsRow(), apiRow('one', { policies: unknownPolicy }), apiRow('two'))
    assert.equal(holder.current.findRoute('/one/1.0/x'), undefined)
    assert.ok(holder.current.findRoute('/two/1.0/x'))
    assert.match(holder.refused?.reason ?? '', /API one: .*of-the-future.*left out/)
    change(apiRow('three', { policies: unknownPolicy }))
    assert.equal(holder.current.findRoute('/three/1.0/x'), undefined)
  })

  it('keeps the last good version of an API over a whole new base, without taking an address from another', () => {
    base(apiRow('one', { isDefaultVersion: true }), apiRow('two', { context: '/one', version: '2' }))
    base(
      apiRow('two', { context: '/one', version: '2', isDefaultVersion: true }),
      apiRow('one', { policies: unknownPolicy }),
    )
    assert.equal(holder.current.findRoute('/one/1.0/x')?.api.row.name, 'one')
    assert.equal(holder.current.findRoute('/one/x')?.api.row.name, 'two')
  })

  for (const [state, found] of [
    ['published', 'published'],
    ['deprecated', 'published'],
    ['blocked', 'blocked'],
    ['retired', undefined],
    ['created', undefined],
  ] as const) {
    it(`shuts an API that it cannot run as asked where its row says so: ${state}`, () => {
      base(settingsRow(), apiRow('one'))
      change(apiRow('one', { state, policies: unknownPolicy }))
      assert.equal(holder.current.findRoute('/one/1.0/x')?.api.row.state, found)
      assert.deepEqual(holder.current.findRoute('/one/1.0/x')?.api.row.policies ?? [], [])
    })
  }

  it('treats an API whose row it cannot read in the same way, and refuses any other row that it cannot read', () => {
    base(settingsRow(), apiRow('one'), keyRow('a'))
    const take = (message: object) => reader.takeLine(JSON.stringify(message))
    take({ type: 'begin', version: 2, base: false })
    take({ type: 'upsert', row: { ...apiRow('one', { context: '/moved' }), errorFormat: 'of the future' } })
    take({ type: 'upsert', row: { ...apiRow('two'), state: 'paused' } })
    take({ type: 'commit', version: 2 })
    assert.equal(holder.version, 2)
    assert.ok(holder.current.findRoute('/one/1.0/x'))
    assert.equal(holder.current.findRoute('/two/1.0/x'), undefined)
    assert.match(holder.refused?.reason ?? '', /API one: errorFormat/)
    take({ type: 'begin', version: 3, base: false })
    assert.throws(() => take({ type: 'upsert', row: { ...keyRow('a'), state: 'of the future' } }))
    assert.equal(holder.refused?.version, 3)
    assert.equal(holder.version, 2)
  })

  it('takes no change twice', () => {
    base(settingsRow())
    change(keyRow('a'))
    version = 1
    apply(false, [], [{ kind: 'key', id: keyRow('a').id }])
    assert.ok(holder.current.findKey(keyDigest('a')))
    assert.equal(changes, 2)
  })

  it('keeps APIs that are not published yet apart', () => {
    base(apiRow('one', { state: 'created', isDefaultVersion: true }))
    assert.equal(holder.current.findRoute('/one/1.0/x'), undefined)
    assert.equal(holder.current.findHiddenRoute('/one/x')?.api.row.name, 'one')
    change(apiRow('one'))
    assert.equal(holder.current.findHiddenRoute('/one/1.0/x'), undefined)
    assert.ok(holder.current.findRoute('/one/1.0/x'))
    assert.equal(holder.current.findRoute('/one/x'), undefined)
  })

  it('gives back every row that is in force', () => {
    const rows = [settingsRow(), planRow('p', []), applicationRow('a'), keyRow('k'), subscriptionRow('a', 'b')]
    base(...rows, apiRow('one'))
    assert.deepEqual([...holder.current.rows()], [...rows, apiRow('one')])
  })

  it('drops a change that was cut, and takes the base that follows', () => {
    base(settingsRow(), keyRow('a'))
    reader.take({ type: 'begin', version: 2, base: false })
    reader.take({ type: 'delete', kind: 'key', id: keyRow('a').id })
    base(settingsRow(), keyRow('a'), keyRow('b'))
    assert.ok(holder.current.findKey(keyDigest('a')))
    assert.ok(holder.current.findKey(keyDigest('b')))
  })

  it('refuses rows outside of a change, and a commit of another version', () => {
    assert.throws(() => reader.take({ type: 'upsert', row: keyRow('a') }), /outside of a change/)
    assert.throws(() => reader.take({ type: 'commit', version: 1 }), /outside of a change/)
    reader.take({ type: 'begin', version: 1, base: true })
    assert.throws(() => reader.take({ type: 'commit', version: 2 }), /began version 1 and committed 2/)
    assert.equal(holder.version, 0)
  })

  it('moves the routes of an API with its context, version, default and state', () => {
    const found = (path: string) => holder.current.findRoute(path)?.api.row.name
    base(apiRow('one', { isDefaultVersion: true }))
    assert.deepEqual([found('/one/1.0/x'), found('/one/x')], ['one', 'one'])
    change(apiRow('one', { version: '2.0' }))
    assert.deepEqual([found('/one/1.0/x'), found('/one/2.0/x'), found('/one/x')], [undefined, 'one', undefined])
    change(apiRow('one', { context: '/other' }))
    assert.deepEqual([found('/one/2.0/x'), found('/other/1.0/x')], [undefined, 'one'])
    change(apiRow('one', { context: '/other', state: 'retired' }))
    assert.equal(found('/other/1.0/x'), undefined)
    change(apiRow('one', { context: '/other', state: 'blocked' }))
    assert.equal(found('/other/1.0/x'), 'one')
  })

  for (const order of ['first', 'last'] as const) {
    it(`hands the default version over where its new owner comes ${order} in the change`, () => {
      base(apiRow('v1', { context: '/a', isDefaultVersion: true }), apiRow('v2', { context: '/a', version: '2.0' }))
      const rows = [
        apiRow('v2', { context: '/a', version: '2.0', isDefaultVersion: true }),
        apiRow('v1', { context: '/a' }),
      ]
      change(...(order === 'first' ? rows : rows.reverse()))
      assert.equal(holder.current.findRoute('/a/responses')?.api.row.name, 'v2')
      assert.equal(holder.current.findRoute('/a/1.0/responses')?.api.row.name, 'v1')
      apply(false, [], [{ kind: 'api', id: 'api_v1' }])
      assert.equal(holder.current.findRoute('/a/responses')?.api.row.name, 'v2')
    })
  }

  it('forgets a key’s old digest when it is rotated', () => {
    base(settingsRow(), keyRow('old', { id: 'key_1' }))
    change(keyRow('new', { id: 'key_1' }))
    assert.equal(holder.current.findKey(keyDigest('old')), undefined)
    assert.equal(holder.current.findKey(keyDigest('new'))?.id, 'key_1')
  })

  it('keeps a key and a subscription under their new ids where the old ids leave later', () => {
    base(settingsRow(), keyRow('k', { id: 'key_old' }), subscriptionRow('app_a', 'api_a', { id: 'sub_old' }))
    change(keyRow('k', { id: 'key_new' }), subscriptionRow('app_a', 'api_a', { id: 'sub_new' }))
    apply(
      false,
      [],
      [
        { kind: 'key', id: 'key_old' },
        { kind: 'subscription', id: 'sub_old' },
      ],
    )
    assert.equal(holder.current.findKey(keyDigest('k'))?.id, 'key_new')
    assert.equal(holder.current.findSubscription('app_a', 'api_a')?.id, 'sub_new')
  })

  it('forgets a subscription that is removed, or that moves to another API', () => {
    base(subscriptionRow('app_a', 'api_one', { id: 's1' }), subscriptionRow('app_a', 'api_two', { id: 's2' }))
    change(subscriptionRow('app_a', 'api_three', { id: 's1' }))
    assert.equal(holder.current.findSubscription('app_a', 'api_one'), undefined)
    assert.equal(holder.current.findSubscription('app_a', 'api_three')?.id, 's1')
    apply(false, [], [{ kind: 'subscription', id: 's2' }])
    assert.equal(holder.current.findSubscription('app_a', 'api_two'), undefined)
  })

  it('leaves what an exchange holds as it was when the exchange began', () => {
    base(apiRow('one'), keyRow('k'))
    const route = holder.current.findRoute('/one/1.0/x')
    const key = holder.current.findKey(keyDigest('k'))
    apply(false, [apiRow('one', { errorFormat: 'wso2' })], [{ kind: 'key', id: keyRow('k').id }])
    assert.equal(route?.api.row.errorFormat, 'auto')
    assert.equal(key?.state, 'active')
  })
})

describe('SnapshotIndex.findRoute', () => {
  const holder = new SnapshotHolder({ policies: [], protocols, tools: testTools(), now: Date.now }, () => {})
  const rows = [
    apiRow('short', { context: '/a', isDefaultVersion: true }),
    apiRow('long', { context: '/a/b', version: '2' }),
    apiRow('six', { context: '/1/2/3/4/5/6', version: '7' }),
  ]
  const reader = holder.reader()
  for (const message of messagesOf(1, { base: true, upserts: rows, deletes: [] })) reader.take(message)

  const cases: ReadonlyArray<readonly [path: string, api: string | undefined, rest: string | undefined]> = [
    ['/a/1.0/responses', 'short', '/responses'],
    ['/a/1.0', 'short', ''],
    ['/a/1.0/', 'short', '/'],
    ['/a', 'short', ''],
    ['/a/', 'short', '/'],
    ['/a/b', 'short', '/b'],
    ['/a/b/2/x/y', 'long', '/x/y'],
    ['/a/b/3/x', 'short', '/b/3/x'],
    ['/a//1.0/x', 'short', '//1.0/x'],
    ['/1/2/3/4/5/6/7/x', 'six', '/x'],
    ['/1/2/3/4/5/6', undefined, undefined],
    ['/', undefined, undefined],
    ['', undefined, undefined],
    ['/ab', undefined, undefined],
    [`/${'x/'.repeat(4_000)}`, undefined, undefined],
  ]
  for (const [path, api, rest] of cases) {
    it(`finds ${api} for ${path.slice(0, 40)}`, () => {
      const found = holder.current.findRoute(path)
      assert.deepEqual([found?.api.row.name, found?.rest], [api, rest])
    })
  }
})

describe('SnapshotHolder with 100,000 keys', () => {
  it('finds each of them and no other, before and after a thousand changes', () => {
    const count = 100_000
    const holder = new SnapshotHolder({ policies: [], protocols, tools: testTools(), now: Date.now }, () => {})
    const reader = holder.reader()
    const digestOf = (index: number) => index.toString(16).padStart(64, '0')
    const preset = keyRow('preset')
    const key = (index: number, id = index) => ({
      ...preset,
      id: `key_${id}`,
      digest: digestOf(index),
      applicationId: `app_${index}`,
    })
    reader.take({ type: 'begin', version: 1, base: true })
    for (let index = 0; index < count; index++) {
      reader.take({ type: 'upsert', row: key(index) })
      reader.take({ type: 'upsert', row: subscriptionRow(`app_${index}`, 'api_a') })
    }
    reader.take({ type: 'commit', version: 1 })
    for (let index = 0; index < count; index++) {
      assert.equal(holder.current.findKey(digestOf(index))?.applicationId, `app_${index}`)
      assert.equal(holder.current.findSubscription(`app_${index}`, 'api_a')?.applicationId, `app_${index}`)
    }
    assert.equal(holder.current.findKey(digestOf(count)), undefined)
    assert.equal(holder.current.findSubscription('app_1', 'api_b'), undefined)
    // Every hundredth key is rotated, and the one behind it goes.
    for (let index = 0; index < count; index += 100) {
      const version = index + 2
      const messages = messagesOf(version, {
        base: false,
        upserts: [key(count + index, index)],
        deletes: [{ kind: 'key', id: `key_${index + 1}` }],
      })
      for (const message of messages) reader.take(message)
    }
    for (let index = 0; index < count; index++) {
      const isGone = index % 100 === 0 || index % 100 === 1
      assert.equal(holder.current.findKey(digestOf(index)) === undefined, isGone, `key ${index}`)
      if (index % 100 === 0) assert.equal(holder.current.findKey(digestOf(count + index))?.id, `key_${index}`)
    }
  })
})
