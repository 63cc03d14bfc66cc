import assert from 'node:assert/strict'
import { test } from 'node:test'
import { denyRuleCreateSchema, denyRuleQuerySchema } from '@tollgate/contract/resources/deny-rule'
import { consumerFixtures } from '../testing/consumer-fixtures.ts'
import { refused } from '../testing/refused.ts'
import { removeApplication } from './application/remove.ts'
import { createDenyRule } from './deny-rule/create.ts'
import { getDenyRule } from './deny-rule/get.ts'
import { listDenyRules } from './deny-rule/list.ts'
import { removeDenyRule } from './deny-rule/remove.ts'
import { updateDenyRule } from './deny-rule/update.ts'

function rule(fields: object) {
  return denyRuleCreateSchema.parse({ name: 'rule', ...fields })
}

test('createDenyRule: needs something that it is about, and that this is there', async (t) => {
  const { admin, api } = await consumerFixtures(t)
  const wrong: ReadonlyArray<readonly [object, 'invalid' | 'conflict', RegExp]> = [
    [{}, 'conflict', /would refuse every call/],
    [{ apiId: api.id, isInverted: true }, 'invalid', /say who may call/],
    [{ apiId: 'api_none' }, 'invalid', /names no API/],
    [{ applicationId: 'app_none' }, 'invalid', /names no application/],
    [{ person: 'nobody@example.com' }, 'invalid', /nobody’s e-mail/],
    [{ addresses: ['10.0.0.0/8', 'home'] }, 'invalid', /addresses\[1\] is no address/],
    [{ addresses: ['10.0.0.0/33'] }, 'invalid', /prefix/],
  ]
  for (const [fields, kind, sentence] of wrong) await refused(createDenyRule(admin, rule(fields)), kind, sentence)
  await createDenyRule(admin, rule({ addresses: ['10.0.0.0/8', '2001:db8::1'], isInverted: true }))
  await refused(createDenyRule(admin, rule({ apiId: api.id })), 'conflict', /There is a deny rule rule already/)
})

test('updateDenyRule: changes a part, and never to a rule for every call; only administrators do', async (t) => {
  const { admin, alice, api, verbAs } = await consumerFixtures(t)
  const { id } = await createDenyRule(admin, rule({ apiId: api.id, person: alice.person.email }))
  const changed = await updateDenyRule(admin, { id, changes: { apiId: null, isEnabled: false } })
  assert.deepEqual([changed.apiId, changed.person, changed.isEnabled], [null, alice.person.email, false])
  await refused(updateDenyRule(admin, { id, changes: { person: null } }), 'conflict', /every call/)
  await refused(updateDenyRule(verbAs('publisher'), { id, changes: {} }), 'forbidden', /deny-rules:manage/)
  assert.equal((await getDenyRule(verbAs('viewer'), id)).id, id)
  await refused(listDenyRules(alice.verb, denyRuleQuerySchema.parse({})), 'forbidden', /deny-rules:read/)
  await removeDenyRule(admin, id)
  await refused(getDenyRule(admin, id), 'not-found', /no deny rule/)
})

test('a rule goes with the application that it names, and is not for all of them then', async (t) => {
  const { admin, reader, shared } = await consumerFixtures(t)
  await createDenyRule(admin, rule({ applicationId: shared.id, addresses: ['192.0.2.1'] }))
  await removeApplication(admin, { id: shared.id, cascade: true })
  assert.equal(await reader.count('denyRule', {}), 0)
})
