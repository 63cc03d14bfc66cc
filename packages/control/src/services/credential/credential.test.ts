import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  credentialCreateSchema,
  credentialRotateSchema,
  credentialUpdateSchema,
} from '@tollgate/contract/resources/credential'
import { credentialRoutes } from '../../http/resources/credentials.ts'
import { sealPlace } from '../../storage/seal-place.ts'
import { type ApiFixtures, apiFixtures, apiInput, onApi } from '../../testing/api-fixtures.ts'
import { otherVerbs } from '../../testing/other-verbs.ts'
import { refused } from '../../testing/refused.ts'
import { openSecret } from '../credential-seal.ts'
import { activateCredential } from './activate.ts'
import { createCredential } from './create.ts'
import { discardNext } from './discard-next.ts'
import { getCredential } from './get.ts'
import { listCredentials } from './list.ts'
import { removeCredential } from './remove.ts'
import { rotateCredential } from './rotate.ts'
import { updateCredential } from './update.ts'

const dayMs = 86_400_000

function input({ providerId }: ApiFixtures, more: object = {}) {
  return credentialCreateSchema.parse({
    providerId,
    name: 'main',
    secret: ' Bearer sk-first-secret-1234\n',
    origin: 'https://api.openai.com/',
    ...more,
  })
}

test('createCredential cleans and seals the secret, and no view and no audit entry ever shows it', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, services } = fixtures
  const { credential } = await createCredential(admin, input(fixtures))
  assert.equal(credential.origin, 'https://api.openai.com')
  assert.equal(credential.lastFour, '1234')
  assert.equal(openSecret(services, credential), 'sk-first-secret-1234')
  await rotateCredential(admin, { id: credential.id, input: rotation('sk-next-secret-5678', false) })
  const answers: unknown[] = [await services.store.auditPage('org_a', { limit: 50 })]
  const later = { ...admin, now: () => Date.now() + 3 * dayMs }
  for (const { method, run } of credentialRoutes)
    if (method === 'get')
      answers.push(await run(later, { params: { id: credential.id }, query: { limit: 50 }, body: {} }))
  const shown = JSON.stringify(answers)
  assert.equal(answers.length, 3)
  assert.match(shown, /"lastFour":"1234","rotatedAt":"[^"]+","ageDays":3,"hasNext":true,"usedBy":\[\]/)
  assert.doesNotMatch(shown, /first-secret|next-secret|v1\.[0-9a-f]{8}\./)
})

test('createCredential refuses what cannot be sent, private origins, names that are taken', async (t) => {
  const fixtures = await apiFixtures(t, { allowPrivateUpstreams: false })
  const { admin, verbAs } = fixtures
  const cases: ReadonlyArray<readonly [more: object, sentence: RegExp]> = [
    [{ secret: 'Bearer ' }, /secret is only the word Bearer/],
    [{ secret: ' \n' }, /secret is empty/],
    [{ secret: 'a\nb' }, /secret has a line break/],
    [{ secret: 'sk-“typographic”' }, /secret has characters/],
    [{ origin: 'https://api.openai.com/v1' }, /origin has a path in it \(\/v1\); write https:\/\/api.openai.com alone/],
    [{ origin: 'http://10.0.0.1' }, /origin reaches 10.0.0.1, a private address/],
    [{ origin: 'https://user:word@api.openai.com' }, /user name or password/],
    [{ header: 'Content-Length' }, /header cannot be used/],
    [{ providerId: 'prov_none' }, /providerId names no provider: prov_none/],
  ]
  for (const [more, sentence] of cases)
    await refused(createCredential(admin, input(fixtures, more)), 'invalid', sentence)
  await createCredential(admin, input(fixtures))
  await refused(createCredential(admin, input(fixtures)), 'conflict', /a credential main already/)
  await refused(createCredential(verbAs('developer'), input(fixtures)), 'forbidden', /credentials:manage/)
  for (const name of ['sealed', 'lastFour', 'managedBy', 'id'])
    assert.equal(credentialCreateSchema.safeParse({ ...input(fixtures), [name]: 'x' }).success, false, name)
})

test('updateCredential: another origin needs the secret again, and no endpoint left behind at the old one', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, services } = fixtures
  const { credential } = await createCredential(admin, input(fixtures))
  const { id } = credential
  await rotateCredential(admin, { id, input: rotation('sk-waits-for-its-turn', false) })
  const elsewhere = { origin: 'https://eu.api.openai.com' }
  await refused(
    update(admin, id, elsewhere),
    'invalid',
    /secret is needed again: it was given for https:\/\/api.openai.com/,
  )
  await refused(
    update(admin, id, { header: 'Authorization' }),
    'invalid',
    /secret is needed again: Authorization carries/,
  )
  const api = await otherVerbs.createApi(admin, apiInput(fixtures, production({ credentialId: id })))
  const moved = { ...elsewhere, secret: 'sk-european-secret' }
  await refused(update(admin, id, moved), 'conflict', /production of OpenAI API\/2.3.0/)
  const [endpoint] = await otherVerbs.listEndpoints(admin, api.id)
  await otherVerbs.removeEndpoint(admin, endpoint?.id ?? '')
  const { credential: updated } = await update(admin, id, moved)
  assert.equal(openSecret(services, updated), 'sk-european-secret')
  assert.equal(updated.sealedNext, null)
  assert.equal(updated.origin, 'https://eu.api.openai.com')
  const { credential: again } = await update(admin, id, moved)
  assert.equal(again.revision, updated.revision)
})

test('rotateCredential takes over at once, or waits as the next secret until it is activated', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, services } = fixtures
  const { credential: made } = await createCredential(admin, input(fixtures))
  const { id } = made
  const later = { ...admin, now: () => made.rotatedAt + dayMs }
  const same = rotateCredential(admin, { id, input: rotation('sk-first-secret-1234') })
  await refused(same, 'invalid', /is the one that is in use already/)
  await refused(activateCredential(admin, id), 'conflict', /has no next secret/)
  const { credential: staged } = await rotateCredential(later, { id, input: rotation('Bearer sk-second-2222', false) })
  assert.equal(openSecret(services, staged), 'sk-first-secret-1234')
  assert.deepEqual([staged.lastFour, staged.rotatedAt], [made.lastFour, made.rotatedAt])
  assert.equal(
    services.vault.open(staged.sealedNext ?? '', sealPlace('credential', 'sealedNext', id)),
    'sk-second-2222',
  )
  const { credential: active } = await activateCredential(later, id)
  assert.equal(openSecret(services, active), 'sk-second-2222')
  assert.deepEqual([active.lastFour, active.rotatedAt, active.sealedNext], ['2222', made.rotatedAt + dayMs, null])
  const { credential: third } = await rotateCredential(later, { id, input: rotation('sk-third-secret-3333') })
  assert.equal(openSecret(services, third), 'sk-third-secret-3333')
  await rotateCredential(later, { id, input: rotation('sk-discarded', false) })
  await discardNext(admin, id)
  await discardNext(admin, id)
  assert.equal((await getCredential(admin, id)).credential.sealedNext, null)
})

test('removeCredential is refused while an endpoint uses it, deployed ones too', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, environmentId } = fixtures
  const { credential } = await createCredential(admin, input(fixtures))
  const api = await otherVerbs.createApi(admin, apiInput(fixtures, production({ credentialId: credential.id })))
  await refused(removeCredential(admin, credential.id), 'conflict', /production of OpenAI API\/2.3.0:/)
  await otherVerbs.deployApi(admin, { apiId: api.id, input: { environmentId, note: '' } })
  const [endpoint] = await otherVerbs.listEndpoints(admin, api.id)
  await otherVerbs.updateEndpoint(admin, { id: endpoint?.id ?? '', changes: { credentialId: null } })
  await refused(removeCredential(admin, credential.id), 'conflict', /production of OpenAI API\/2.3.0 \(deployed\)/)
  const { uses } = await getCredential(admin, credential.id)
  assert.deepEqual(
    uses.map(({ endpointId, isDeployed }) => [endpointId, isDeployed]),
    [[endpoint?.id, true]],
  )
  await otherVerbs.deployApi(admin, { apiId: api.id, input: { environmentId, note: '' } })
  await removeCredential(admin, credential.id)
  await refused(getCredential(admin, credential.id), 'not-found', /There is no credential/)
})

test('who publishes one API sees and rotates the credential that opens nothing else', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, verbAs } = fixtures
  const api = await otherVerbs.createApi(admin, apiInput(fixtures))
  const { items } = await listCredentials(admin, { limit: 10 })
  const id = items[0]?.credential.id ?? ''
  const { credential: unused } = await createCredential(admin, input(fixtures))
  const publisher = verbAs(onApi(api.id))
  const seen = await listCredentials(publisher, { limit: 1 })
  assert.deepEqual([seen.items.map(({ credential }) => credential.id), seen.next], [[id], null])
  await rotateCredential(publisher, { id, input: rotation('sk-rotated-by-publisher') })
  await refused(getCredential(publisher, unused.id), 'not-found', /There is no credential/)
  await refused(removeCredential(publisher, unused.id), 'not-found', /There is no credential/)
  await refused(createCredential(publisher, input(fixtures, { name: 'mine' })), 'forbidden', /credentials:manage/)
  const other = { name: 'Other API', context: '/other', endpoints: {} }
  const second = await otherVerbs.createApi(admin, apiInput(fixtures, other))
  await otherVerbs.createEndpoint(admin, {
    apiId: second.id,
    input: { ...endpointFields, url: 'https://api.openai.com', credentialId: id },
  })
  assert.equal((await getCredential(publisher, id)).uses.length, 1)
  const again = rotateCredential(publisher, { id, input: rotation('sk-rotated-once-more') })
  await refused(again, 'forbidden', /opens APIs that you do not look after/)
})

test('credentials of another organisation are not there', async (t) => {
  const fixtures = await apiFixtures(t)
  const { credential } = await createCredential(fixtures.admin, input(fixtures))
  const { id } = credential
  const stranger = fixtures.verbAs('admin', { organisationId: 'org_b' })
  const nothing = /^There is no credential cred_\w+\.$/
  await refused(getCredential(stranger, id), 'not-found', nothing)
  await refused(update(stranger, id, { name: 'x' }), 'not-found', nothing)
  await refused(rotateCredential(stranger, { id, input: rotation('sk-of-a-stranger') }), 'not-found', nothing)
  await refused(activateCredential(stranger, id), 'not-found', nothing)
  await refused(discardNext(stranger, id), 'not-found', nothing)
  await refused(removeCredential(stranger, id), 'not-found', nothing)
  assert.deepEqual((await listCredentials(stranger, { limit: 10 })).items, [])
  const late = fixtures.verbAs('admin', { expectedRevision: 9 })
  await refused(rotateCredential(late, { id, input: rotation('sk-too-late-now') }), 'stale', /you have revision 9/)
})

const endpointFields = {
  stage: 'production',
  environmentId: null,
  weight: 1,
  trustedCertificates: null,
  timeouts: {},
} as const

function production(more: object): object {
  return { endpoints: { production: { url: 'https://api.openai.com', ...more } } }
}

function rotation(secret: string, activate = true) {
  return credentialRotateSchema.parse({ secret, activate })
}

function update(verb: ApiFixtures['admin'], id: string, changes: object) {
  return updateCredential(verb, { id, changes: credentialUpdateSchema.parse(changes) })
}
