import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { adoptPepper } from '../secrets/adopt-pepper.ts'
import { createVault, SealBroken } from '../secrets/vault.ts'
import { insertOneOfEach, sampleOf } from '../testing/sample-records.ts'
import { change, freshStore, openStore, type TestEngine } from '../testing/stores.ts'
import { newRecordId } from './record-id.ts'
import type { GatewaySighting } from './records.ts'
import { keptSecretPlace, sealPlace } from './seal-place.ts'

export function operationsContract(engine: TestEngine): void {
  const named = (what: string) => `${engine.name}: ${what}`

  test(named('a lease has one holder at a time, who may go on'), async (t) => {
    let now = 1_000
    const { store } = await freshStore(t, engine, () => now)
    assert.equal(await store.lease('prune', 'one', 100), true)
    assert.equal(await store.lease('prune', 'two', 100), false)
    assert.equal(await store.lease('other', 'two', 100), true)
    now = 1_090
    assert.equal(await store.lease('prune', 'one', 100), true)
    now = 1_150
    assert.equal(await store.lease('prune', 'two', 100), false)
    now = 1_190
    assert.equal(await store.lease('prune', 'two', 100), true)
    assert.equal(await store.lease('prune', 'one', 100), false)
    await store.releaseLeases('two')
    assert.equal(await store.lease('prune', 'one', 100), true)
  })

  test(named('of many who ask for a lease at once one gets it'), async (t) => {
    const { store, location } = await freshStore(t, engine)
    const other = engine.name === 'postgres' ? (await openStore(t, location)).store : store
    for (let round = 0; round < 10; round++) {
      const asked = Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? store : other).lease(`work ${round}`, `holder ${index}`, 60_000),
      )
      assert.equal((await Promise.all(asked)).filter((given) => given).length, 1)
    }
  })

  test(named('uses and sightings are noted without a version, and never backwards'), async (t) => {
    const { store } = await freshStore(t, engine)
    const made = await change(store, 'org_a', (writer) => insertOneOfEach(writer, 'one'))
    const key = sampleOf(made, 'apiKey')
    const token = sampleOf(made, 'accessToken')
    const version = await store.version()
    const at = 1_900_000_000_000
    await store.noteKeyUse([
      { id: 'none', at },
      { id: key.id, at },
      { id: key.id, at: at - 1 },
    ])
    await store.noteTokenUse(token.id, at)
    await store.noteTokenUse(token.id, at - 1)
    assert.deepEqual(await store.read('org_a').get('apiKey', key.id), { ...key, lastUsedAt: at })
    assert.deepEqual(await store.read('org_a').get('accessToken', token.id), { ...token, lastUsedAt: at })
    const running = { software: '1', startedAt: 1, source: 'control', refused: null } as const
    const status = { version: 1, ...running, openCalls: 0, counters: null }
    const sighting: GatewaySighting = { gatewayId: sampleOf(made, 'gateway').id, seenAt: 1, status }
    await store.noteGateway(sighting)
    const later = { ...sighting, seenAt: 2, status: { ...status, version: 7 } }
    await store.noteGateway(later)
    assert.deepEqual(await store.gatewaySightings(), [later])
    assert.equal(await store.version(), version)
    const renamed = await change(store, 'org_a', (writer) => writer.update('apiKey', key, { name: 'renamed' }))
    assert.equal(renamed.revision, 2)
    assert.equal((await store.read('org_a').get('apiKey', key.id))?.lastUsedAt, at)
  })

  test(named('look-ups across organisations find the one record of a digest or log-in'), async (t) => {
    const { store } = await freshStore(t, engine)
    const made = await change(store, 'org_b', (writer) => insertOneOfEach(writer, 'one'))
    for (const kind of ['accessToken', 'gateway', 'joinToken'] as const) {
      assert.deepEqual(await store.findByDigest(kind, 'digest of one'), sampleOf(made, kind))
      assert.equal(await store.findByDigest(kind, 'digest'), undefined)
    }
    assert.deepEqual(await store.findPersonByAuthUser('authUserId of one'), sampleOf(made, 'person'))
    assert.equal(await store.findPersonByAuthUser('nobody'), undefined)
  })

  test(
    named('a kept secret is that of whoever came first, and the pepper of one folder becomes that of all'),
    async (t) => {
      const { store } = await freshStore(t, engine)
      const key = randomBytes(32)
      const peppers = Array.from({ length: 5 }, () => randomBytes(32).toString('hex'))
      const adopted = await Promise.all(peppers.map((pepper) => adoptPepper(store, createVault(key), pepper)))
      assert.equal(new Set(adopted).size, 1)
      assert.ok(peppers.includes(adopted[0] ?? ''))
      await assert.rejects(adoptPepper(store, createVault(randomBytes(32)), 'x'), /sealed under another master key/)
    },
  )

  test(named('everything sealed is resealed under a new key, or nothing'), async (t) => {
    const { store } = await freshStore(t, engine)
    const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
    const old = createVault(oldKey)
    const id = newRecordId('credential')
    const secrets = { sealed: 'first secret', sealedNext: 'next secret' }
    await change(store, 'org_a', async (writer) => {
      const made = await insertOneOfEach(writer, 'other')
      await writer.update('credential', sampleOf(made, 'credential'), {
        sealed: old.seal('other secret', sealPlace('credential', 'sealed', sampleOf(made, 'credential').id)),
        sealedNext: null,
      })
      const channel = sampleOf(made, 'alertChannel')
      const target = old.seal('a target', sealPlace('alertChannel', 'sealed', channel.id))
      await writer.update('alertChannel', channel, { sealed: target })
      const exporter = sampleOf(made, 'exporter')
      const exporterSecret = old.seal('a secret', sealPlace('exporter', 'sealed', exporter.id))
      await writer.update('exporter', exporter, { sealed: exporterSecret })
      await writer.insert('credential', {
        ...sampleOf(made, 'credential'),
        id,
        name: 'mine',
        sealed: old.seal(secrets.sealed, sealPlace('credential', 'sealed', id)),
        sealedNext: old.seal(secrets.sealedNext, sealPlace('credential', 'sealedNext', id)),
      })
    })
    const pepper = await adoptPepper(store, old, 'ab'.repeat(32))
    const before = await store.read('org_a').get('credential', id)
    const version = await store.version()
    let opened = 0
    const failing = store.resealAll((sealed, place) => {
      if (opened++ === 2) throw new Error('cut')
      return createVault(newKey).seal(old.open(sealed, place), place)
    })
    await assert.rejects(failing, /^Error: cut$/)
    assert.deepEqual(await store.read('org_a').get('credential', id), before)

    const rotating = createVault(newKey, [oldKey])
    assert.equal(await store.resealAll((sealed, place) => rotating.seal(rotating.open(sealed, place), place)), 6)
    const retired = createVault(newKey)
    const after = await store.read('org_a').get('credential', id)
    for (const [property, secret] of Object.entries(secrets))
      assert.equal(
        retired.open(String(Reflect.get(after ?? {}, property)), sealPlace('credential', property, id)),
        secret,
      )
    assert.throws(() => old.open(after?.sealed ?? '', sealPlace('credential', 'sealed', id)), SealBroken)
    assert.equal(await adoptPepper(store, retired, 'cd'.repeat(32)), pepper)
    assert.equal(retired.open(await store.keepSecret('pepper', ''), keptSecretPlace('pepper')), pepper)
    assert.equal(after?.revision, before?.revision)
    assert.equal(await store.version(), version)
  })
}
