import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quotaCreateSchema, quotaQuerySchema, quotaSchema } from '@tollgate/contract/resources/quota'
import { quotaRoutes } from '../http/resources/quotas.ts'
import { consumerFixtures } from '../testing/consumer-fixtures.ts'
import { refused } from '../testing/refused.ts'
import { removeApplication } from './application/remove.ts'
import { createQuota } from './quota/create.ts'
import { getQuota } from './quota/get.ts'
import { listQuotas } from './quota/list.ts'
import { removeQuota } from './quota/remove.ts'
import { resetQuota } from './quota/reset.ts'
import { updateQuota } from './quota/update.ts'
import { removeTeam } from './team/remove.ts'

const perDay = { metric: 'requests', limit: 10, per: 'day' }

function quota(fields: object) {
  return quotaCreateSchema.parse({ name: 'q', scope: 'organisation', limits: [perDay], ...fields })
}

const everything = quotaQuerySchema.parse({})

test('createQuota: the subject is named by id or by name, and kept as gateways count it', async (t) => {
  const { admin, alice, api, shared, teamId, reader } = await consumerFixtures(t)
  const team = await reader.get('team', teamId)
  const subjects: ReadonlyArray<readonly [object, string | null]> = [
    [{ scope: 'organisation' }, null],
    [{ scope: 'team' }, null],
    [{ scope: 'team', subject: team?.name }, teamId],
    [{ scope: 'team', subject: teamId }, teamId],
    [{ scope: 'person', subject: alice.person.email.toUpperCase() }, alice.person.email],
    [{ scope: 'person', subject: alice.person.id }, alice.person.email],
    [{ scope: 'application', subject: shared.name }, shared.id],
    [{ scope: 'api', subject: `${api.name}/${api.version}` }, api.id],
    [{ scope: 'api', subject: api.name }, api.id],
    [{ scope: 'model', subject: 'GPT-5.4' }, 'gpt-5.4'],
  ]
  for (const [index, [fields, subject]] of subjects.entries()) {
    const made = await createQuota(admin, quota({ ...fields, name: `q${index}` }))
    assert.equal(made.subject, subject, JSON.stringify(fields))
  }
})

test('createQuota: refuses what counts nobody, what limits nothing, and a name that is taken', async (t) => {
  const { admin, alice } = await consumerFixtures(t)
  for (const scope of ['team', 'person', 'application', 'key', 'api', 'endpoint'])
    await refused(createQuota(admin, quota({ scope, subject: 'nobody' })), 'invalid', /subject names no .*: nobody/)
  await refused(createQuota(admin, quota({ subject: 'us' })), 'invalid', /leave it out/)
  await refused(createQuota(admin, quota({ limits: [] })), 'conflict', /limits something/)
  await createQuota(admin, quota({ limits: [], concurrency: 5 }))
  await refused(createQuota(admin, quota({})), 'conflict', /There is a quota q already/)
  await refused(createQuota(alice.verb, quota({ name: 'mine' })), 'forbidden', /quotas:manage/)
})

test('however quotas fall together, no call is under more limits than a gateway reserves', async (t) => {
  const { admin } = await consumerFixtures(t)
  const limits = (count: number) => Array.from({ length: count }, (_, day) => ({ ...perDay, per: `${day + 1} days` }))
  const of = (name: string, fields: object) => createQuota(admin, quota({ name, ...fields }))
  await of('all', { limits: limits(8) })
  await of('each person', { scope: 'person', limits: limits(7), concurrency: 3 })
  const { id } = await of('mini', { scope: 'model', subject: 'mini', limits: limits(6) })
  // 8 + 8 + 6 of 23: what is for another model never meets the first, but for every model it does.
  await of('maxi', { scope: 'model', subject: 'maxi', limits: limits(7) })
  await refused(of('each model', { scope: 'model', limits: limits(1) }), 'conflict', /24 limits .* 23 .* are the most/)
  await refused(
    updateQuota(admin, { id, changes: { limits: quota({ limits: limits(8) }).limits } }),
    'conflict',
    /24 limits/,
  )
  await of('endpoints', { scope: 'endpoint', limits: limits(8) })
})

test('resetQuota gives it back whole, each time by another name; removeQuota ends it', async (t) => {
  const { admin, alice, reader } = await consumerFixtures(t, { now: () => 1_000 })
  const { id } = await createQuota(admin, quota({}))
  await refused(resetQuota(alice.verb, id), 'forbidden', /quotas:manage/)
  assert.equal((await resetQuota(admin, id)).resetAt, 1_000)
  assert.equal((await resetQuota({ ...admin, managedFile: 'tollgate.yaml' }, id)).resetAt, 1_001)
  const [entry] = (await admin.store.auditPage('org_a', { limit: 1, verb: 'quota.reset' })).items
  assert.equal(entry?.changes[0]?.id, id)
  await removeQuota(admin, id)
  assert.equal(await reader.count('quota', {}), 0)
})

test('who does not see every application sees the quotas that count them, and no colleague’s', async (t) => {
  const { admin, alice, carol, shared, teamId, verbAs } = await consumerFixtures(t)
  await createQuota(admin, quota({ name: 'each team', scope: 'team' }))
  const ofAlice = await createQuota(admin, quota({ name: 'alice', scope: 'person', subject: alice.person.email }))
  await createQuota(admin, quota({ name: 'team', scope: 'team', subject: teamId }))
  await createQuota(admin, quota({ name: 'app', scope: 'application', subject: shared.id }))
  await createQuota(admin, quota({ name: 'model', scope: 'model', subject: 'mini' }))
  const names = async (verb: typeof admin) =>
    (await listQuotas(verb, everything)).items.map(({ quota: one }) => one.name)
  assert.deepEqual(await names(admin), ['each team', 'alice', 'team', 'app', 'model'])
  assert.deepEqual(await names(verbAs('viewer')), await names(admin))
  assert.deepEqual(await names(alice.verb), await names(admin))
  assert.deepEqual(await names(carol.verb), ['each team', 'model'])
  await refused(getQuota(carol.verb, ofAlice.id), 'not-found', /no quota/)
  await refused(getQuota(verbAs('admin', { organisationId: 'org_b' }), ofAlice.id), 'not-found', /no quota/)
})

test('what a quota is for takes it along, or is kept by it', async (t) => {
  const { admin, put, reader, shared } = await consumerFixtures(t)
  const team = await put('team', { name: 'Data', costCentre: null, ownerId: null, identityGroup: null })
  const ofTeam = await createQuota(admin, quota({ name: 'of Data', scope: 'team', subject: 'Data' }))
  await createQuota(admin, quota({ name: 'of the bot', scope: 'application', subject: shared.id }))
  await refused(removeTeam(admin, team.id), 'conflict', /the quota of Data/)
  await removeApplication(admin, { id: shared.id, cascade: true })
  assert.deepEqual(await reader.find('quota', {}), [ofTeam])
  await removeQuota(admin, ofTeam.id)
  await removeTeam(admin, team.id)
})

test('the routes of quotas answer as their schemas say, with the subject in words', async (t) => {
  const { admin, shared } = await consumerFixtures(t)
  const { id } = await createQuota(admin, quota({ scope: 'application', subject: shared.id, concurrency: 2 }))
  const run = async (operationId: string, body: object) =>
    await quotaRoutes.find((one) => one.operationId === operationId)?.run(admin, { params: { id }, query: {}, body })
  const view = quotaSchema.parse(await run('updateQuota', { warnAt: [90], limits: [{ ...perDay, metric: 'cost' }] }))
  assert.deepEqual([view.subject, view.subjectId], [shared.name, shared.id])
  assert.deepEqual([view.limits, view.concurrency, view.warnAt], [[{ ...perDay, metric: 'cost' }], 2, [90]])
  assert.ok(quotaSchema.parse(await run('resetQuota', {})).resetAt)
})
