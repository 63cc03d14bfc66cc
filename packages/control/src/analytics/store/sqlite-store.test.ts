import assert from 'node:assert/strict'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PlainFailure } from '../../plain-failure.ts'
import { StoreUnavailable } from '../../storage/store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { randomRecords } from '../testing/random-records.ts'
import { openAnalyticsStore } from './open-analytics-store.ts'
import { openSqliteStore } from './sqlite-store.ts'

const source = { organisationId: 'org_a', gatewayId: 'gw_1' }
const [from, to] = [Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 2)]
const query = { organisationId: 'org_a', from, to, filters: {} }

test('openSqliteStore: a thread that ends takes its calls with it, and the next call starts another', async (t) => {
  const file = join(temporaryFolder(t), 'usage.db')
  const store = await openSqliteStore(file)
  t.after(() => store.close())
  const records = randomRecords(20, { seed: 1, from, to })
  await store.ingest(records, source)
  const lost = assert.rejects(store.ingest(randomRecords(5_000, { seed: 2, from, to }), source), StoreUnavailable)
  await store.writer.kill()
  await lost
  await store.reader.kill()
  assert.equal((await store.totals(query)).calls, 20)
  assert.deepEqual(await store.ingest(records, source), { taken: 0, leftOut: [...records.keys()] })
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('openSqliteStore: calls that nobody waits for are bounded', async (t) => {
  const store = await openSqliteStore(join(temporaryFolder(t), 'usage.db'))
  t.after(() => store.close())
  const settled = await Promise.allSettled(Array.from({ length: 510 }, () => store.bounds()))
  const refused = settled.filter(({ status }) => status === 'rejected')
  assert.equal(refused.length, 10)
  assert.equal(await store.bounds(), null)
})

test('openSqliteStore: what is closed says so', async (t) => {
  const store = await openSqliteStore(join(temporaryFolder(t), 'usage.db'))
  await store.close()
  await assert.rejects(store.bounds(), StoreUnavailable)
})

test('openAnalyticsStore: a file that is no database is a plain failure', async (t) => {
  const location = join(temporaryFolder(t), 'usage.db')
  writeFileSync(location, 'x'.repeat(5_000))
  await assert.rejects(openAnalyticsStore({ location, onIdleError: () => {} }), PlainFailure)
})
