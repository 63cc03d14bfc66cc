import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planNamed } from '../../testing/api-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { testServices } from '../../testing/test-services.ts'
import { listAudit } from './list.ts'
import { verifyAudit } from './verify.ts'

test('listAudit: the newest first with before and after, filtered and paged, of one’s own organisation', async (t) => {
  const { admin, put, services, verbAs } = await testServices(t)
  const gold = await put('plan', planNamed('Gold'))
  const context = {
    organisationId: 'org_a',
    actor: { kind: 'person', id: 'per_1', name: 'Ann' } as const,
    ...{ verb: 'plan.update', from: '192.0.2.7', requestId: 'req_1' },
  }
  await services.store.change(context, (writer) => writer.update('plan', gold, { name: 'Silver' }))
  await put('plan', planNamed('Other'), 'org_b')
  const { items } = await listAudit(admin, { limit: 50 })
  assert.deepEqual(
    items.map(({ verb }) => verb),
    ['plan.update', 'test'],
  )
  const [entry] = items
  assert.deepEqual([entry?.changes[0]?.before?.name, entry?.changes[0]?.after?.name], ['Gold', 'Silver'])
  assert.deepEqual([entry?.from, entry?.requestId, entry?.actor.name], ['192.0.2.7', 'req_1', 'Ann'])
  for (const query of [{ actorId: 'per_1' }, { verb: 'plan.update' }])
    assert.equal((await listAudit(admin, { limit: 50, ...query })).items.length, 1)
  assert.equal((await listAudit(admin, { limit: 50, objectId: gold.id })).items.length, 2)
  const first = await listAudit(admin, { limit: 1 })
  const second = await listAudit(admin, { limit: 1, after: first.next ?? undefined })
  assert.deepEqual([first.items[0]?.verb, second.items[0]?.verb, second.next], ['plan.update', 'test', null])
  assert.equal((await listAudit(verbAs('viewer'), { limit: 50 })).items.length, 2)
  for (const role of ['publisher', 'developer'] as const)
    await refused((async () => listAudit(verbAs(role), { limit: 50 }))(), 'forbidden', /audit:read/)
})

test('verifyAudit finds the first entry that somebody changed', async (t) => {
  const { admin, put, database, verbAs } = await testServices(t)
  for (const name of ['One', 'Two', 'Three']) await put('plan', planNamed(name))
  assert.equal(await verifyAudit(admin), null)
  const { items } = await listAudit(admin, { limit: 50 })
  const id = items[1]?.id ?? ''
  await database.db.updateTable('audit_entry').set({ actor_name: 'somebody else' }).where('id', '=', id).execute()
  assert.equal(await verifyAudit(admin), id)
  await refused(verifyAudit(verbAs('developer')), 'forbidden', /audit:read/)
})
