import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  policyAttachmentCreateSchema,
  policyAttachmentUpdateSchema,
} from '@tollgate/contract/resources/policy-attachment'
import { apiFixtures, apiInput, onApi, policyInput } from '../../testing/api-fixtures.ts'
import { otherVerbs } from '../../testing/other-verbs.ts'
import { refused } from '../../testing/refused.ts'
import type { TestContext } from '../../testing/stores.ts'
import { Problem } from '../problem.ts'
import { attachPolicy } from './attach.ts'
import { getAttachment } from './get.ts'
import { listAttachments } from './list.ts'
import { listPolicyTypes } from './list-types.ts'
import { removeAttachment } from './remove.ts'
import { reorderAttachments } from './reorder.ts'
import { updateAttachment } from './update.ts'

const { createApi } = otherVerbs

test('attachPolicy takes what the policy understands, for an API or for the organisation', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin, planId, teamId } = fixtures
  const operation = ['POST /responses']
  const when = { model: ['gpt-5.4'], agent: ['codex'], plan: [planId], team: [teamId], operation }
  const attachment = await attachPolicy(admin, { apiId, input: policyInput({ when, mode: 'observe' }) })
  assert.deepEqual(
    [attachment.condition, attachment.mode, attachment.position, attachment.onFailure],
    [when, 'observe', 0, null],
  )
  assert.equal((await attachPolicy(admin, { apiId: null, input: policyInput() })).position, 0)
  const cases: Array<[object, RegExp]> = [
    [{ policy: 'word-cout' }, /^policy names no policy: word-cout; there is: word-count\.$/],
    [{ config: { max: 0 } }, /^The policy word-count does not take this config: config\.max: /],
    [{ config: undefined }, /does not take this config: config\.max: /],
    [{ config: { max: 1, extra: true } }, /config\.extra: is not known here/],
    [{ config: { max: 1, in: ['x'.repeat(500_001)] } }, /^config is longer than/],
    [{ when: { plan: ['plan_none'] } }, /^when\.plan\[0\] names no plan/],
    [{ when: { team: ['team_none'] } }, /^when\.team\[0\] names no team/],
    [
      { when: { operation: ['POST /responses', 'POST /words'] } },
      /^when\.operation\[1\] names no operation that calls can have here: POST \/words; there is: POST \/responses, /,
    ],
  ]
  for (const [input, sentence] of cases)
    await refused(attachPolicy(admin, { apiId, input: policyInput(input) }), 'invalid', sentence)
  assert.equal((await attachPolicy(admin, { apiId, input: policyInput({ when: {} }) })).condition, null)
})

test('attachPolicy names every field of a config that cannot run', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const input = policyInput({ config: { max: -1, in: ['a', 2], more: 1 } })
  await assert.rejects(attachPolicy(fixtures.admin, { apiId, input }), (error) => {
    assert.ok(error instanceof Problem)
    assert.deepEqual(error.fields.map(({ field }) => field).sort(), ['config.in[1]', 'config.max', 'config.more'])
    return true
  })
})

test('updateAttachment changes what is given; which policy it is stays', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin } = fixtures
  const { id } = await attachPolicy(admin, { apiId, input: policyInput({ when: { model: ['a'] } }) })
  const changed = await updateAttachment(admin, { id, changes: { config: { max: 9 }, onFailure: 'skip' } })
  assert.deepEqual([changed.config, changed.onFailure, changed.condition], [{ max: 9 }, 'skip', { model: ['a'] }])
  assert.equal((await updateAttachment(admin, { id, changes: { when: null } })).condition, null)
  await refused(updateAttachment(admin, { id, changes: { config: {} } }), 'invalid', /does not take this config/)
  await refused(updateAttachment({ ...admin, expectedRevision: 1 }, { id, changes: {} }), 'stale', /revision 1/)
  for (const field of ['policy', 'apiId', 'position', 'id'])
    assert.equal(policyAttachmentUpdateSchema.safeParse({ [field]: 'x' }).success, false, field)
  assert.equal(policyAttachmentCreateSchema.safeParse({ policy: 'a', when: { person: ['x'] } }).success, false)
})

test('reorderAttachments puts all of a scope in a new order, or none', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin } = fixtures
  const ids: string[] = []
  for (let max = 1; max <= 3; max++)
    ids.push((await attachPolicy(admin, { apiId, input: policyInput({ config: { max } }) })).id)
  const [a = '', b = '', c = ''] = ids
  const elsewhere = await attachPolicy(admin, { apiId: null, input: policyInput() })
  const order = (wanted: readonly string[]) => reorderAttachments(admin, { apiId, ids: wanted })
  assert.deepEqual(
    (await order([c, a, b])).map(({ id }) => id),
    [c, a, b],
  )
  assert.deepEqual(
    (await listAttachments(admin, apiId)).map(({ id }) => id),
    [c, a, b],
  )
  await refused(order([a, b]), 'conflict', new RegExp(`leaves out ${c}`))
  await refused(order([a, b, c, elsewhere.id]), 'invalid', /^ids\[3\] names no policy of this scope/)
  await refused(order([a, b, b, c]), 'invalid', /^ids\[2\] is there twice/)
  assert.deepEqual(
    (await listAttachments(admin, apiId)).map(({ id }) => id),
    [c, a, b],
  )
  await removeAttachment(admin, a)
  assert.equal((await attachPolicy(admin, { apiId, input: policyInput() })).position, 3)
})

test('attachments are there for those who look after what they are attached to', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin } = fixtures
  const ofApi = await attachPolicy(admin, { apiId, input: policyInput() })
  const ofAll = await attachPolicy(admin, { apiId: null, input: policyInput() })
  const mine = fixtures.verbAs(onApi(apiId))
  const stranger = fixtures.verbAs(onApi('api_other'))
  await updateAttachment(mine, { id: ofApi.id, changes: { mode: 'observe' } })
  await refused(getAttachment(mine, ofAll.id), 'not-found', /There is no policy/)
  await refused(attachPolicy(mine, { apiId: null, input: policyInput() }), 'forbidden', /apis:manage/)
  await assert.rejects(listAttachments(mine, null), /apis:read/)
  await refused(getAttachment(stranger, ofApi.id), 'not-found', /There is no policy/)
  await refused(attachPolicy(stranger, { apiId, input: policyInput() }), 'not-found', /There is no API/)
  const viewer = fixtures.verbAs('viewer')
  assert.equal((await getAttachment(viewer, ofAll.id)).id, ofAll.id)
  for (const { id } of [ofApi, ofAll]) await refused(removeAttachment(viewer, id), 'forbidden', /apis:manage/)
  await assert.rejects(listPolicyTypes(fixtures.verbAs('developer')), /apis:read/)
  assert.deepEqual(
    (await listPolicyTypes(mine)).map(({ name }) => name),
    ['word-count'],
  )
})

async function withApi(t: TestContext) {
  const fixtures = await apiFixtures(t)
  return { fixtures, apiId: (await createApi(fixtures.admin, apiInput(fixtures))).id }
}
