import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createVault } from '../secrets/vault.ts'
import { keptRequest } from '../testing/kept-request.ts'
import { insertOneOfEach, sampleOf } from '../testing/sample-records.ts'
import { change, freshStore, type TestContext, type TestEngine } from '../testing/stores.ts'
import type { ApiRecord } from './records.ts'
import { keptRequestPlace } from './seal-place.ts'

const vault = createVault(randomBytes(32))
const seal = (body: string, place: string) => vault.seal(body, place)
const options = { countMax: 100, bytesMax: 1_000_000, seal }

export function keptRequestsContract(engine: TestEngine): void {
  const named = (what: string) => `${engine.name}: ${what}`

  test(named('requests are kept once, newest first, sealed, and are no change'), async (t) => {
    const { store, api } = await storeWithApi(t, engine, 'full')
    const version = await store.version()
    const audited = await store.auditPage('org_a', { limit: 50 })
    const requests = [keptRequest('one', api.id), keptRequest('two', api.id, { at: 5, capture: 'redacted' })]
    assert.equal(await store.keepRequests(requests, options), 2)
    const again = keptRequest('one', api.id, { body: '{"input":"another"}' })
    assert.equal(await store.keepRequests([again, keptRequest('three', api.id, { at: 7 })], options), 1)
    const reader = store.read('org_a')
    const kept = await reader.keptRequests(api.id, 10)
    assert.deepEqual(
      kept.map(({ id }) => id),
      ['one', 'three', 'two'],
    )
    const { body, ...shown } = keptRequest('one', api.id)
    assert.deepEqual(kept[0], { ...shown, bytes: body.length })
    assert.deepEqual((await reader.keptRequests(api.id, 2)).length, 2)
    const sealed = String(await reader.keptBody('one'))
    assert.equal(sealed.includes('one'), false)
    assert.equal(vault.open(sealed, keptRequestPlace('one')), body)
    assert.equal(await store.version(), version)
    assert.deepEqual(await store.auditPage('org_a', { limit: 50 }), audited)
  })

  test(named('another organisation has none of them, and brings none in'), async (t) => {
    const { store, api } = await storeWithApi(t, engine, 'full')
    assert.equal(await store.keepRequests([keptRequest('x', api.id, { organisationId: 'org_b' })], options), 0)
    assert.equal(await store.keepRequests([keptRequest('x', 'api_none'), keptRequest('y', 'a\0b')], options), 0)
    assert.equal(await store.keepRequests([keptRequest('x\0', api.id), keptRequest('mine', api.id)], options), 1)
    assert.deepEqual(await store.read('org_b').keptRequests(api.id, 10), [])
    assert.equal(await store.read('org_b').keptBody('mine'), undefined)
  })

  test(named('the oldest make room, by number and by bytes, each API for itself'), async (t) => {
    const { store, api } = await storeWithApi(t, engine, 'full')
    const other = await change(store, 'org_a', (writer) =>
      writer.insert('api', { ...api, id: 'api_other', name: 'other', context: '/other' }),
    )
    const requests = Array.from({ length: 6 }, (_, at) => keptRequest(`r${at}`, api.id, { at }))
    await store.keepRequests([...requests, keptRequest('other', other.id, { at: 0 })], { ...options, countMax: 4 })
    const idsOf = async (id: string) => (await store.read('org_a').keptRequests(id, 10)).map((kept) => kept.id)
    assert.deepEqual(await idsOf(api.id), ['r5', 'r4', 'r3', 'r2'])
    const bytes = keptRequest('r6', api.id).body.length
    await store.keepRequests([keptRequest('r6', api.id, { at: 6 })], { ...options, bytesMax: 2 * bytes })
    assert.deepEqual(await idsOf(api.id), ['r6', 'r5'])
    assert.deepEqual(await idsOf(other.id), ['other'])
  })

  test(named('only what the API keeps by its setting comes in, and a lesser setting forgets'), async (t) => {
    const { store, api } = await storeWithApi(t, engine, 'none')
    const both = [keptRequest('full', api.id), keptRequest('redacted', api.id, { capture: 'redacted' })]
    const idsOf = async () => (await store.read('org_a').keptRequests(api.id, 10)).map(({ id }) => id).toSorted()
    const set = async (payloadCapture: ApiRecord['payloadCapture'], forget: boolean) =>
      await change(store, 'org_a', async (writer) => {
        const [now] = await writer.find('api', { id: api.id })
        if (now === undefined) throw new Error('the API is gone')
        await writer.update('api', now, { payloadCapture })
        if (forget) await writer.forgetKeptRequests(api.id, payloadCapture)
      })
    assert.equal(await store.keepRequests(both, options), 0)
    await set('redacted', true)
    assert.equal(await store.keepRequests(both, options), 1)
    assert.deepEqual(await idsOf(), ['redacted'])
    await set('full', true)
    assert.equal(await store.keepRequests(both, options), 1)
    assert.deepEqual(await idsOf(), ['full', 'redacted'])
    await set('redacted', true)
    assert.deepEqual(await idsOf(), ['redacted'])
    await set('none', true)
    assert.deepEqual(await idsOf(), [])
  })

  test(named('what an API kept goes with it, and comes back where its deletion does not come about'), async (t) => {
    const { store, api } = await storeWithApi(t, engine, 'full')
    const lone = await change(store, 'org_a', (writer) =>
      writer.insert('api', { ...api, id: 'api_lone', name: 'lone', context: '/lone' }),
    )
    await store.keepRequests([keptRequest('a', lone.id), keptRequest('b', api.id)], options)
    const failing = change(store, 'org_a', async (writer) => {
      await writer.remove('api', lone)
      throw new Error('not today')
    })
    await assert.rejects(failing, /not today/)
    assert.notEqual(await store.read('org_a').keptBody('a'), undefined)
    await change(store, 'org_a', (writer) => writer.remove('api', lone))
    assert.equal(await store.read('org_a').keptBody('a'), undefined)
    assert.notEqual(await store.read('org_a').keptBody('b'), undefined)
  })

  test(named('a new master key opens them, and the old one does not'), async (t) => {
    const { store, api } = await storeWithApi(t, engine, 'full')
    const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
    const old = createVault(oldKey)
    const sealOld = (body: string, place: string) => old.seal(body, place)
    await store.keepRequests([keptRequest('one', api.id), keptRequest('two', api.id)], { ...options, seal: sealOld })
    const places: string[] = []
    const rotating = createVault(newKey, [oldKey])
    await store.resealAll((sealed, place) => {
      if (!place.startsWith('kept_request')) return sealed
      places.push(place)
      return rotating.seal(rotating.open(sealed, place), place)
    })
    assert.deepEqual(places.toSorted(), [keptRequestPlace('one'), keptRequestPlace('two')])
    const sealed = String(await store.read('org_a').keptBody('one'))
    assert.equal(createVault(newKey).open(sealed, keptRequestPlace('one')), keptRequest('one', api.id).body)
    assert.throws(() => createVault(newKey).open(sealed, keptRequestPlace('two')), /cannot be opened/)
    assert.throws(() => old.open(sealed, keptRequestPlace('one')), /is missing/)
  })
}

async function storeWithApi(t: TestContext, engine: TestEngine, payloadCapture: ApiRecord['payloadCapture']) {
  const { store } = await freshStore(t, engine)
  const api = await change(store, 'org_a', async (writer) => {
    const made = await insertOneOfEach(writer, 'one')
    return await writer.update('api', sampleOf(made, 'api'), { payloadCapture })
  })
  return { store, api }
}
