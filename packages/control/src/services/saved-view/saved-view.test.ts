import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SavedViewCreate, savedViewCreateSchema } from '@tollgate/contract/resources/saved-view'
import { savedViewRoutes } from '../../http/resources/saved-views.ts'
import { refused } from '../../testing/refused.ts'
import { type TestServices, testServices } from '../../testing/test-services.ts'
import type { Verb } from '../verb.ts'
import { createSavedView } from './create.ts'
import { getSavedView } from './get.ts'
import { listSavedViews } from './list.ts'
import { removeSavedView } from './remove.ts'
import { updateSavedView } from './update.ts'

const address = '/analytics/explore?range=30d&by=team&measure=cost'

function create(verb: Verb, input: Partial<SavedViewCreate> = {}) {
  return createSavedView(verb, savedViewCreateSchema.parse({ name: 'Cost of teams', address, ...input }))
}

async function personVerb({ put, verbAs }: TestServices, name: string, role: 'admin' | 'developer'): Promise<Verb> {
  const { id: personId } = await put('person', {
    ...{
      email: `${name}@acme.example`,
      name,
      state: 'active',
      authUserId: null,
      identityId: null,
      defaultTeamId: null,
    },
  })
  return verbAs(role, { personId })
}

test('a saved view is seen by its owner, and by everybody once it is shared', async (t) => {
  const fixtures = await testServices(t)
  const ada = await personVerb(fixtures, 'ada', 'developer')
  const ben = await personVerb(fixtures, 'ben', 'developer')
  const { id } = await create(ada)
  const names = async (verb: Verb) => (await listSavedViews(verb, { limit: 50 })).items.map(({ name }) => name)
  assert.deepEqual([await names(ada), await names(ben)], [['Cost of teams'], []])
  await refused(getSavedView(ben, id), 'not-found', /no saved view/)
  await refused(updateSavedView(ben, { id, changes: { name: 'x' } }), 'not-found', /no saved view/)
  await updateSavedView(ada, { id, changes: { isShared: true } })
  assert.deepEqual(await names(ben), ['Cost of teams'])
  await refused(updateSavedView(ben, { id, changes: { name: 'x' } }), 'forbidden', /somebody else's/)
  await refused(removeSavedView(ben, id), 'forbidden', /somebody else's/)
  for (const { operationId, run, answer } of savedViewRoutes) {
    if (operationId === 'deleteSavedView') continue
    const body = operationId === 'createSavedView' ? { name: 'another', address, isShared: false } : { isShared: true }
    const view = await run(ada, { params: { id }, query: { limit: 50 }, body })
    assert.deepEqual(answer?.parse(view), view, operationId)
  }
  // What everybody sees can be put in order by those who look after everything.
  await removeSavedView(await personVerb(fixtures, 'eve', 'admin'), id)
  assert.deepEqual(await names(ben), [])
})

test('a saved view has a name of its own and an address of the pages of usage', async (t) => {
  const fixtures = await testServices(t)
  const ada = await personVerb(fixtures, 'ada', 'developer')
  const ben = await personVerb(fixtures, 'ben', 'developer')
  await create(ada)
  await refused(create(ada), 'conflict', /There is a saved view Cost of teams already/)
  await create(ben)
  await refused(create({ ...ada, actor: { ...ada.actor, personId: null } }), 'forbidden', /no person/)
  await refused(create({ ...ada, actor: { ...ada.actor, readOnly: true } }, { name: 'x' }), 'forbidden', /only read/)
  for (const bad of [
    ...['https://evil.example/analytics', '//evil.example', '/admin', '/analyticsx', '/analytics//evil.example'],
    ...['/analytics\\..', 'javascript:alert(1)', '/analytics?a=b c', '/analytics#x', '/analytics?\u0000'],
  ])
    assert.equal(savedViewCreateSchema.safeParse({ name: 'x', address: bad }).success, false, bad)
  for (const good of ['/analytics', '/analytics/exchanges?status=refused&live=1', '/analytics?person=a%40b.example'])
    assert.equal(savedViewCreateSchema.safeParse({ name: 'x', address: good }).success, true, good)
})
