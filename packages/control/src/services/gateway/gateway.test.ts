import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type GatewayStatus, parseJoinToken } from '@tollgate/contract/gateway-link'
import { gatewaySchema, joinTokenCreateSchema } from '@tollgate/contract/resources/gateway'
import { gatewayRoutes } from '../../http/resources/gateways.ts'
import { type ApiFixtures, apiFixtures } from '../../testing/api-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { createJoinToken } from './create-join-token.ts'
import { ensureLocalGateway } from './ensure-local.ts'
import { getGateway } from './get.ts'
import { gatewayOfToken } from './identify.ts'
import { joinGateway } from './join.ts'
import { listGateways } from './list.ts'
import { listJoinTokens } from './list-join-tokens.ts'
import { noteGatewayStatus } from './note-status.ts'
import { removeGateway } from './remove.ts'
import { removeJoinToken } from './remove-join-token.ts'
import { revokeGateway } from './revoke.ts'
import { updateGateway } from './update.ts'

const minuteMs = 60_000
const link = { url: 'https://control.example.com:9443', fingerprint: 'ab'.repeat(32) }
const status: GatewayStatus = {
  version: 0,
  software: '0.1.0',
  startedAt: 1_000,
  source: 'control',
  refused: null,
  openCalls: 3,
  counters: null,
  keyUses: [],
}

function tokenInput(more: object = {}) {
  return joinTokenCreateSchema.parse(more)
}

/** A clock that the test turns. */
async function fixturesWithClock(t: Parameters<typeof apiFixtures>[0]) {
  const clock = { at: Date.now() }
  const fixtures = await apiFixtures(t, { link, now: () => clock.at })
  const newSecret = async (more: object = {}) => {
    const { record, token } = await createJoinToken(fixtures.admin, tokenInput(more))
    return { record, secret: parseJoinToken(token)?.secret ?? '' }
  }
  return { ...fixtures, clock, newSecret }
}

function joining(secret: string, name = 'gw') {
  return { secret, request: { name, software: '0.1.0' }, from: '192.0.2.7' }
}

test('a join token names the control plane, and lets one gateway in, which its token then identifies', async (t) => {
  const { admin, services, environmentId } = await fixturesWithClock(t)
  const { record, token } = await createJoinToken(admin, tokenInput({ name: 'eu-1', expiresIn: '30 minutes' }))
  const parsed = parseJoinToken(token)
  assert.deepEqual([parsed?.url, parsed?.fingerprint], [link.url, link.fingerprint])
  assert.equal(record.expiresAt - admin.now(), 30 * minuteMs)
  const answer = await joinGateway(services, joining(parsed?.secret ?? ''))
  assert.deepEqual([answer?.name, answer?.environment], ['gw', 'default'])
  const gateway = await gatewayOfToken(services, answer?.token ?? '')
  assert.deepEqual([gateway?.id, gateway?.environmentId], [answer?.gatewayId, environmentId])
  assert.equal(await joinGateway(services, joining(parsed?.secret ?? '')), undefined)
  const [used] = (await listJoinTokens(admin, { limit: 10 })).items
  assert.equal(used?.usedAt, admin.now())
  const kept = JSON.stringify([used, gateway, await services.store.auditPage('org_a', { limit: 20 })])
  for (const secret of [parsed?.secret ?? '?', answer?.token ?? '?', used?.digest ?? '?'])
    assert.ok(!JSON.stringify(await services.store.auditPage('org_a', { limit: 20 })).includes(secret))
  assert.ok(!kept.includes(parsed?.secret ?? '?') && !kept.includes(answer?.token ?? '?'))
  const audited = (await services.store.auditPage('org_a', { limit: 20 })).items.find(
    ({ verb }) => verb === 'gateway.join',
  )
  assert.deepEqual([audited?.actor.name, audited?.from], ['join token eu-1', '192.0.2.7'])
})

test('joinGateway refuses what is unknown, expired or revoked, all alike', async (t) => {
  const { admin, services, clock, newSecret, reader } = await fixturesWithClock(t)
  const expired = await newSecret({ expiresIn: '1 minute' })
  const revoked = await newSecret()
  clock.at += minuteMs
  await removeJoinToken(admin, revoked.record.id)
  for (const secret of [expired.secret, revoked.secret, 'x'.repeat(43), '', '\u0000', expired.record.digest])
    assert.equal(await joinGateway(services, joining(secret)), undefined)
  assert.equal(await reader.count('gateway', {}), 0)
})

test('joinGateway gives a name that is free in its environment and can be shown', async (t) => {
  const { services, newSecret } = await fixturesWithClock(t)
  const names: Array<string | undefined> = []
  for (const name of [
    'gw',
    'gw',
    'gw',
    'a\u0000\u001b[31mb',
    '\u0007',
    `${'x'.repeat(99)}\ud83d`,
    'x'.repeat(100),
    'x'.repeat(100),
  ]) {
    const { secret } = await newSecret({ name: 'spare' })
    names.push((await joinGateway(services, joining(secret, name)))?.name)
  }
  const long = 'x'.repeat(100)
  const wanted = ['gw', 'gw 2', 'gw 3', 'a [31mb', 'spare', `${'x'.repeat(99)}\ufffd`, long, `${'x'.repeat(98)} 2`]
  assert.deepEqual(names, wanted)
})

test('createJoinToken says what keeps it from making one', async (t) => {
  const { admin, verbAs, newSecret, clock } = await fixturesWithClock(t)
  const alone = createJoinToken({ ...admin, link: null }, tokenInput())
  await refused(alone, 'conflict', /not reachable over TLS from other machines/)
  await refused(
    createJoinToken(admin, tokenInput({ expiresIn: '31 days' })),
    'invalid',
    /expiresIn is longer than 30 days/,
  )
  const nowhere = createJoinToken(admin, tokenInput({ environmentId: 'env_none' }))
  await refused(nowhere, 'invalid', /environmentId names no environment/)
  await refused(createJoinToken(verbAs('publisher'), tokenInput()), 'forbidden', /gateways:manage/)
  for (const expiresIn of ['0 days', '1 year', '90', '1.5 hours', '-1 day', '10000 days'])
    assert.equal(joinTokenCreateSchema.safeParse({ expiresIn }).success, false, expiresIn)
  for (let made = 0; made < 100; made++) await newSecret()
  await refused(createJoinToken(admin, tokenInput()), 'conflict', /100 join tokens that nobody used/)
  clock.at += 31 * 24 * 60 * minuteMs
  await newSecret()
  assert.equal((await listJoinTokens(admin, { limit: 200 })).items.length, 1)
})

test('a revoked gateway is nobody from then on, and only such a one can be deleted', async (t) => {
  const { admin, services, newSecret } = await fixturesWithClock(t)
  const { secret } = await newSecret()
  const answer = await joinGateway(services, joining(secret))
  const id = answer?.gatewayId ?? ''
  await refused(removeGateway(admin, id), 'conflict', /is active: revoke it first/)
  const { gateway } = await revokeGateway(admin, id)
  assert.equal(gateway.state, 'revoked')
  assert.equal((await revokeGateway(admin, id)).gateway.revision, gateway.revision)
  assert.equal(await gatewayOfToken(services, answer?.token ?? ''), undefined)
  await removeGateway(admin, id)
  await refused(getGateway(admin, id), 'not-found', /There is no gateway/)
  for (const token of ['', 'x', '\u0000', secret]) assert.equal(await gatewayOfToken(services, token), undefined)
})

test('listGateways shows which version each has in force, and whether it was seen within 15 seconds', async (t) => {
  const { admin, services, clock, newSecret } = await fixturesWithClock(t)
  const { gatewayId } = (await joinGateway(services, joining((await newSecret()).secret))) ?? { gatewayId: '' }
  const seen = async () => (await getGateway(admin, gatewayId)).sighting
  assert.equal(await seen(), undefined)
  const version = await services.store.version()
  const refusedChange = { version: version + 1, reason: 'two APIs at one address' }
  await noteGatewayStatus(services, { gatewayId, status: { ...status, version, refused: refusedChange } })
  const told = await seen()
  assert.deepEqual([told?.isHealthy, told?.isInSync, told?.seenAt], [true, true, clock.at])
  await updateGateway(admin, { id: gatewayId, changes: { name: 'renamed' } })
  clock.at += 15_000
  assert.deepEqual([(await seen())?.isHealthy, (await seen())?.isInSync], [true, false])
  clock.at += 1
  assert.equal((await seen())?.isHealthy, false)
  const list = gatewayRoutes.find(({ operationId }) => operationId === 'listGateways')
  const page = (await list?.run(admin, { params: {}, query: { limit: 10 }, body: {} })) as { items: unknown[] }
  assert.deepEqual(list?.answer?.parse(page), page)
  const shown = gatewaySchema.parse(page.items[0])
  assert.deepEqual([shown.name, shown.isLocal, shown.storeVersion], ['renamed', false, version + 1])
  assert.deepEqual(shown.status?.refused, refusedChange)
  assert.equal(shown.status?.openCalls, 3)
  assert.deepEqual((await listGateways(admin, { limit: 10, state: 'revoked' })).items, [])
})

test('noteGatewayStatus keeps a time that is none from standing in the way', async (t) => {
  const { admin, services, newSecret } = await fixturesWithClock(t)
  const { gatewayId } = (await joinGateway(services, joining((await newSecret()).secret))) ?? { gatewayId: '' }
  const get = gatewayRoutes.find(({ operationId }) => operationId === 'getGateway')
  for (const startedAt of [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
    await noteGatewayStatus(services, { gatewayId, status: { ...status, startedAt } })
    await get?.run(admin, { params: { id: gatewayId }, query: {}, body: {} })
  }
})

test('ensureLocalGateway makes one gateway without a token, in the default environment', async (t) => {
  const { admin, services, clock, environmentId } = await fixturesWithClock(t)
  const made = await Promise.all([1, 2, 3].map(() => ensureLocalGateway(services, 'org_a')))
  assert.equal(new Set(made.map(({ id }) => id)).size, 1)
  const [local] = made
  const id = local?.id ?? ''
  assert.deepEqual([local?.environmentId, local?.digest, local?.name], [environmentId, null, 'local'])
  assert.equal((await ensureLocalGateway(services, 'org_b')).organisationId, 'org_b')
  await refused(revokeGateway(admin, id), 'conflict', /has no token that could be revoked/)
  await noteGatewayStatus(services, { gatewayId: id, status })
  await refused(removeGateway(admin, id), 'conflict', /is running/)
  clock.at += minuteMs
  await removeGateway(admin, id)
  assert.notEqual((await ensureLocalGateway(services, 'org_a')).id, id)
})

test('gateways and join tokens of another organisation are not there; only admins change them', async (t) => {
  const { admin, services, verbAs, newSecret } = await fixturesWithClock(t)
  const { record, secret } = await newSecret()
  const id = (await joinGateway(services, joining(secret)))?.gatewayId ?? ''
  const stranger: ApiFixtures['admin'] = verbAs('admin', { organisationId: 'org_b' })
  const nothing = /^There is no gateway gw_\w+\.$/
  await refused(getGateway(stranger, id), 'not-found', nothing)
  await refused(updateGateway(stranger, { id, changes: { name: 'x' } }), 'not-found', nothing)
  await refused(revokeGateway(stranger, id), 'not-found', nothing)
  await refused(removeGateway(stranger, id), 'not-found', nothing)
  await refused(removeJoinToken(stranger, record.id), 'not-found', /^There is no join token join_\w+\.$/)
  assert.deepEqual((await listGateways(stranger, { limit: 10 })).items, [])
  assert.deepEqual((await listJoinTokens(stranger, { limit: 10 })).items, [])
  for (const role of ['publisher', 'viewer'] as const) {
    await refused(revokeGateway(verbAs(role), id), 'forbidden', /gateways:manage/)
    await refused(listJoinTokens(verbAs(role), { limit: 10 }), 'forbidden', /gateways:manage/)
    assert.equal((await listGateways(verbAs(role), { limit: 10 })).items.length, 1)
  }
  await refused(getGateway(verbAs('developer'), id), 'forbidden', /gateways:read/)
  const second = await joinGateway(services, joining((await newSecret()).secret))
  const rename = updateGateway(admin, { id, changes: { name: second?.name ?? '' } })
  await refused(rename, 'conflict', /has a gateway gw 2 already/)
})
