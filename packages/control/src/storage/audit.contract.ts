import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { insertOneOfEach, sample, sampleOf } from '../testing/sample-records.ts'
import { change, context, freshStore, type OpenedStore, type TestEngine } from '../testing/stores.ts'
import type { AuditEntry } from './records.ts'
import { plan } from './store.contract.ts'

export function auditContract(engine: TestEngine): void {
  const named = (what: string) => `${engine.name}: ${what}`

  test(named('an entry says who did what, when, from where, with before and after'), async (t) => {
    let now = 1_000
    const { store } = await freshStore(t, engine, () => now)
    const gold = await store.change(context('org_a', 'plan.create'), (writer) => writer.insert('plan', plan('gold')))
    now = 2_000
    await store.change(context('org_a', 'plan.update'), (writer) => writer.update('plan', gold, { description: 'new' }))
    const { items, next } = await store.auditPage('org_a', { limit: 5 })
    assert.equal(next, null)
    const [updated, created] = items
    assert.deepEqual(
      { ...updated, id: '', hash: '', changes: [] },
      { ...context('org_a', 'plan.update'), id: '', hash: '', version: 2, at: 2_000, changes: [], changeCount: 1 },
    )
    const [difference] = updated?.changes ?? []
    assert.equal(difference?.before?.description, '')
    assert.equal(difference?.after?.description, 'new')
    assert.equal(created?.changes[0]?.before, null)
    assert.equal(created?.changes[0]?.after?.name, 'gold')
  })

  test(named('entries are found by object, verb and actor, newest first, in pages'), async (t) => {
    const { store } = await freshStore(t, engine)
    const gold = await change(store, 'org_a', (writer) => writer.insert('plan', plan('gold')))
    for (const name of ['one', 'two', 'three'])
      await store.change(context('org_a', `plan.${name}`), (writer) => writer.insert('plan', plan(name)))
    const versions = (entries: readonly AuditEntry[]) => entries.map(({ version }) => version)
    assert.deepEqual(versions((await store.auditPage('org_a', { limit: 9, objectId: gold.id })).items), [1])
    assert.deepEqual(versions((await store.auditPage('org_a', { limit: 9, verb: 'plan.two' })).items), [3])
    assert.deepEqual(versions((await store.auditPage('org_a', { limit: 9, actorId: 'nobody' })).items), [])
    const first = await store.auditPage('org_a', { limit: 3 })
    assert.deepEqual(versions(first.items), [4, 3, 2])
    const second = await store.auditPage('org_a', { limit: 3, after: first.next ?? '' })
    assert.deepEqual(versions(second.items), [1])
    assert.equal(second.next, null)
  })

  test(named('no secret and no digest is in the log, but that one changed is'), async (t) => {
    const { store, database } = await freshStore(t, engine)
    const made = await change(store, 'org_a', (writer) => insertOneOfEach(writer, 'one'))
    const credential = sampleOf(made, 'credential')
    await change(store, 'org_a', async (writer) => {
      const changed = await writer.update('credential', credential, { sealed: 'v1.planted-secret', sealedNext: null })
      await writer.update('credential', changed, { name: 'renamed' })
    })
    const { items } = await store.auditPage('org_a', { limit: 1 })
    assert.equal(items[0]?.changes[0]?.after?.sealed, '(changed, not shown)')
    assert.equal(items[0]?.changes[0]?.after?.sealedNext, null)
    assert.equal(items[0]?.changes[1]?.after?.sealed, '(not shown)')
    const { rows } = await sql<{ changes: string }>`select changes from audit_entry`.execute(database.db)
    const log = rows.map(({ changes }) => changes).join()
    for (const text of ['planted-secret', 'sealed of one', 'digest of one', 'sealedNext of one'])
      assert.equal(log.includes(text), false, text)
  })

  test(named('an entry that was altered, dropped or moved is found, whichever it is (SE-6)'), async (t) => {
    const opened = await freshStore(t, engine)
    const { store, database } = opened
    for (let number = 0; number < 12; number++)
      await change(store, number % 4 === 3 ? 'org_b' : 'org_a', (writer) => writer.insert('plan', plan(`${number}`)))
    assert.equal(await store.verifyAudit('org_a'), undefined)
    const entries = (await store.auditPage('org_a', { limit: 200 })).items
    assert.equal(entries.length, 9)
    const values = { changes: '[]', at: 1, actor_name: 'x', actor_id: null, verb: 'x', origin: 'x', request_id: null }
    for (const entry of entries) {
      for (const [column, value] of Object.entries({
        ...values,
        change_count: 7,
        version: 1_000,
        hash: 'x',
        id: 'x',
      })) {
        const tampered = () =>
          database.db
            .updateTable('audit_entry')
            .set({ [column]: value })
            .where('id', '=', entry.id)
            .execute()
        await findsTampering(opened, tampered)
      }
      await findsTampering(opened, () => database.db.deleteFrom('audit_entry').where('id', '=', entry.id).execute())
    }
    for (const [index, entry] of entries.entries()) {
      const other = entries[index + 1]
      if (other !== undefined) await findsTampering(opened, () => swap(opened, entry, other))
    }
    await findsTampering(opened, () => database.db.deleteFrom('audit_entry').execute())
    assert.equal(await store.verifyAudit('org_a'), undefined)
  })

  test(named('of a very large change the log keeps the first 1,000 records and how many there were'), async (t) => {
    const { store } = await freshStore(t, engine)
    const made = await change(store, 'org_a', async (writer) => {
      const all: string[] = []
      for (let number = 0; number < 1_200; number++) all.push((await writer.insert('plan', plan(`${number}`))).id)
      return all
    })
    const { items } = await store.auditPage('org_a', { limit: 1, objectId: made.at(-1) ?? '' })
    assert.equal(items[0]?.changes.length, 1_000)
    assert.equal(items[0]?.changeCount, 1_200)
    assert.equal((await store.touchedAfter(0))?.length, 1_200)
    assert.equal(await store.verifyAudit('org_a'), undefined)
  })

  test(named('what a log entry says is what JSON keeps of it'), async (t) => {
    const { store } = await freshStore(t, engine)
    const value = { undefinedGoes: undefined, date: new Date(0), nested: [undefined, Number.NaN] }
    await change(store, 'org_a', (writer) => writer.insert('setting', { ...sample('setting', 'x', new Map()), value }))
    assert.equal(await store.verifyAudit('org_a'), undefined)
  })
}

/** Tampers, asks, and puts the log back as it was. */
async function findsTampering({ store, database }: OpenedStore, tamper: () => Promise<unknown>): Promise<void> {
  const { db } = database
  const before = await db.selectFrom('audit_entry').selectAll().execute()
  await tamper()
  assert.notEqual(await store.verifyAudit('org_a'), undefined)
  await db.deleteFrom('audit_entry').execute()
  await db.insertInto('audit_entry').values(before).execute()
}

/** Each in the other's place. */
async function swap({ database: { db } }: OpenedStore, one: AuditEntry, other: AuditEntry): Promise<void> {
  const move = (id: string, version: number) =>
    db.updateTable('audit_entry').set({ version }).where('id', '=', id).execute()
  await move(one.id, 1_000_000)
  await move(other.id, one.version)
  await move(one.id, other.version)
}
