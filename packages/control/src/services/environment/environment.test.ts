import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environmentCreateSchema, environmentUpdateSchema } from '@tollgate/contract/resources/environment'
import { apiFixtures, apiInput } from '../../testing/api-fixtures.ts'
import { otherVerbs } from '../../testing/other-verbs.ts'
import { refused } from '../../testing/refused.ts'
import { ensureDefaultEnvironment } from '../default-environment.ts'
import { createEnvironment } from './create.ts'
import { getEnvironment } from './get.ts'
import { listEnvironments } from './list.ts'
import { removeEnvironment } from './remove.ts'
import { updateEnvironment } from './update.ts'

function input(name: string, more: object = {}) {
  return environmentCreateSchema.parse({ name, ...more })
}

test('createEnvironment keeps host names in lower case, each in one environment', async (t) => {
  const { admin, environmentId } = await apiFixtures(t)
  const made = await createEnvironment(admin, input('staging', { hostNames: ['GW.example.com', 'gw-2.example.com'] }))
  assert.deepEqual(made.hostNames, ['gw.example.com', 'gw-2.example.com'])
  const taken = { hostNames: ['a.example', 'gw.example.com'] }
  const sentence = /gw.example.com belongs to the environment staging \(env_/
  await refused(createEnvironment(admin, input('production', taken)), 'conflict', sentence)
  await refused(updateEnvironment(admin, { id: environmentId, changes: taken }), 'conflict', sentence)
  const twice = { hostNames: ['a.example', 'a.example'] }
  await refused(createEnvironment(admin, input('production', twice)), 'invalid', /hostNames\[1\] is there twice/)
  await refused(createEnvironment(admin, input('staging')), 'conflict', /an environment staging already/)
  const same = environmentUpdateSchema.parse({ name: 'staging', hostNames: ['gw.example.com'] })
  assert.deepEqual((await updateEnvironment(admin, { id: made.id, changes: same })).hostNames, ['gw.example.com'])
  for (const hostName of ['https://a.example', 'a.example:8243', 'a..example', '-a.example', 'a b', '*.example', ''])
    assert.equal(environmentCreateSchema.safeParse({ name: 'x', hostNames: [hostName] }).success, false, hostName)
})

test('an environment promotes from another one, never in a circle', async (t) => {
  const { admin, environmentId } = await apiFixtures(t)
  const staging = await createEnvironment(admin, input('staging', { promotesFromId: environmentId }))
  const production = await createEnvironment(admin, input('production', { promotesFromId: staging.id }))
  for (const id of [environmentId, staging.id, production.id])
    await refused(
      updateEnvironment(admin, { id: environmentId, changes: { promotesFromId: id } }),
      'invalid',
      /promotesFromId leads back/,
    )
  const nowhere = updateEnvironment(admin, { id: environmentId, changes: { promotesFromId: 'env_none' } })
  await refused(nowhere, 'invalid', /promotesFromId names no environment: env_none/)
  await updateEnvironment(admin, { id: production.id, changes: { promotesFromId: environmentId } })
  await refused(
    removeEnvironment(admin, environmentId),
    'conflict',
    /environments that promote from it: staging, production/,
  )
})

test('removeEnvironment is refused while something is in it that works', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, environmentId, put, reader, services } = fixtures
  await refused(removeEnvironment(admin, environmentId), 'conflict', /default is the only environment/)
  const { id } = await createEnvironment(admin, input('staging'))
  const api = await otherVerbs.createApi(admin, apiInput(fixtures))
  const place = { environmentId: id, stage: 'production', weight: 1, trustedCertificates: null, timeouts: {} } as const
  const endpointInput = { ...place, name: 'there', url: 'https://api.openai.com' }
  const endpoint = await otherVerbs.createEndpoint(admin, { apiId: api.id, input: endpointInput })
  await otherVerbs.deployApi(admin, { apiId: api.id, input: { environmentId: id, note: '' } })
  const gateway = await put('gateway', { environmentId: id, name: 'gw-1', digest: 'ab', state: 'active' })
  await put('joinToken', { environmentId: id, name: 'j', digest: 'cd', expiresAt: 1, usedAt: null })
  const none = { teamId: null, ownerId: null, ownerName: null, costCentre: null, managedBy: null }
  const application = await put('application', { name: 'a', kind: 'shared', ...none })
  const nobody = {
    personId: null,
    personName: null,
    rotatedFromId: null,
    lastUsedAt: null,
    testApiId: null,
    managedBy: null,
  }
  const anywhere = { allowedAddresses: [], allowedReferrers: [], expiresAt: null, lastFour: '', ...nobody }
  const keyPlace = { applicationId: application.id, environmentId: id, type: 'production', state: 'active' } as const
  const key = await put('apiKey', { ...keyPlace, ...anywhere, name: 'laptop', digest: 'ef' })
  await refused(
    removeEnvironment(admin, id),
    'conflict',
    /gateways: gw-1; deployed APIs: OpenAI API\/2.3.0; endpoints of its own: there ep_\w+; API keys for it alone: laptop key_/,
  )
  await otherVerbs.undeployApi(admin, { apiId: api.id, environmentId: id })
  await otherVerbs.removeEndpoint(admin, endpoint.id)
  const context = { organisationId: 'org_a', actor: admin.actor.audit, verb: 't', from: 't', requestId: null }
  await services.store.change(context, async (writer) => {
    await writer.remove('gateway', gateway)
    await writer.update('apiKey', key, { state: 'revoked' })
  })
  await removeEnvironment(admin, id)
  assert.equal(await reader.count('joinToken', {}), 0)
  assert.equal(await reader.count('apiKey', {}), 0)
  await refused(getEnvironment(admin, id), 'not-found', /There is no environment/)
})

test('ensureDefaultEnvironment makes one where there is none, once', async (t) => {
  const { services, environmentId } = await apiFixtures(t)
  assert.equal((await ensureDefaultEnvironment(services.store, { id: 'org_a' })).id, environmentId)
  const made = await Promise.all([1, 2, 3].map(() => ensureDefaultEnvironment(services.store, { id: 'org_b' })))
  assert.equal(new Set(made.map(({ id }) => id)).size, 1)
  assert.equal(made[0]?.name, 'default')
  assert.equal((await services.store.auditPage('org_b', { limit: 10 })).items.length, 1)
})

test('environments of another organisation are not there; only admins change them', async (t) => {
  const { admin, verbAs, environmentId: id } = await apiFixtures(t)
  const stranger = verbAs('admin', { organisationId: 'org_b' })
  const nothing = /^There is no environment env_\w+\.$/
  await refused(getEnvironment(stranger, id), 'not-found', nothing)
  await refused(updateEnvironment(stranger, { id, changes: { name: 'x' } }), 'not-found', nothing)
  await refused(removeEnvironment(stranger, id), 'not-found', nothing)
  assert.deepEqual((await listEnvironments(stranger, { limit: 10 })).items, [])
  assert.equal((await listEnvironments(admin, { limit: 10, search: 'DEF' })).items.length, 1)
  await refused(createEnvironment(verbAs('publisher'), input('x')), 'forbidden', /environments:manage/)
  await refused(updateEnvironment(verbAs('admin', { expectedRevision: 4 }), { id, changes: {} }), 'stale', /revision 4/)
})
