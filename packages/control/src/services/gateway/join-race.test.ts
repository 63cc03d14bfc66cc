import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bothEngines, change, freshStore, openStore } from '../../testing/stores.ts'
import { joinGateway } from './join.ts'
import { tokenDigest } from './token-digest.ts'

const secret = 'a-secret-of-a-join-token-that-is-long-enough'

for (const engine of await bothEngines())
  test(`joinGateway on ${engine.name}: of those that race with one join token one gets in`, async (t) => {
    const { store, location } = await freshStore(t, engine)
    // Two control planes on one Postgres; two connections of one thread to one SQLite file would wait for each other.
    const other = engine.name === 'postgres' ? (await openStore(t, location)).store : store
    await change(store, 'org_a', async (writer) => {
      const environment = await writer.insert('environment', { name: 'default', hostNames: [], promotesFromId: null })
      const place = { environmentId: environment.id, name: 'gw' }
      const expiresAt = Date.now() + 60_000
      await writer.insert('joinToken', { ...place, digest: tokenDigest(secret), expiresAt, usedAt: null })
    })
    const request = { name: 'gw', software: '0.1.0' }
    const answers = await Promise.all(
      [store, other, store, other, store, other].map((one) =>
        joinGateway({ store: one, now: Date.now }, { secret, request, from: '192.0.2.7' }),
      ),
    )
    assert.equal(answers.filter((answer) => answer !== undefined).length, 1)
    assert.equal(await store.read('org_a').count('gateway', {}), 1)
  })
