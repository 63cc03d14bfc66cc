import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { openAnalyticsStore } from '../analytics/store/open-analytics-store.ts'
import { demoRecords } from '../seed-demo/demo-records.ts'
import { openDatabase } from '../storage/database.ts'
import { KyselyStore } from '../storage/kysely-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { parseSeedDemo, seedDemo } from './seed-demo.ts'

const now = Date.UTC(2026, 10, 23, 14, 30)
const all = { from: 0, to: now * 2, filters: {} }

async function setUp(t: TestContext) {
  const home = temporaryFolder(t)
  const place = { databaseLocation: join(home, 'tollgate.db'), usageLocation: join(home, 'usage.db') }
  const database = await openDatabase({ location: place.databaseLocation, onIdleError: () => undefined })
  const store = new KyselyStore(database, Date.now)
  const { id: organisationId } = await store.createOrganisation('default')
  await store.close()
  const inStore = async <T>(work: (usage: Awaited<ReturnType<typeof openAnalyticsStore>>) => Promise<T>) => {
    const usage = await openAnalyticsStore({ location: place.usageLocation, onIdleError: () => undefined })
    try {
      return await work(usage)
    } finally {
      await usage.close()
    }
  }
  const totals = () => inStore((usage) => usage.totals({ organisationId, ...all }))
  const run = (...args: string[]) => seedDemo(place, parseSeedDemo(args), now)
  return { run, totals, inStore, organisationId }
}

/** A call that is nobody's demo. */
function realCall() {
  const [[record] = []] = demoRecords({ requests: 1, seed: 9, from: now - 3_600_000, to: now }, { prices: [] })
  assert.ok(record)
  return { ...record, id: 'real', caller: { ...record.caller, applicationId: 'app_real' } }
}

describe('seed-demo', () => {
  it('puts calls in once, and takes all of them out again', async (t) => {
    const { run, totals, inStore, organisationId } = await setUp(t)
    assert.match(await run('--requests=500', '--days=3'), /^500 calls of a demo over 3 days/)
    const { calls, cost, saved, unpricedCalls } = await totals()
    assert.equal(calls, 500)
    assert.ok(cost > 0 && saved > 0 && unpricedCalls > 0)
    assert.match(await run('--requests=500', '--days=3'), /^0 calls .* 500 were there already/)
    assert.equal((await totals()).calls, 500)
    assert.equal(await run('--remove'), '500 calls of the demo were taken out of the store of usage.\n')
    assert.equal((await totals()).calls, 0)
    const query = { organisationId, ...all }
    await inStore(async (usage) => {
      assert.deepEqual((await usage.requests({ ...query, limit: 10 })).items, [])
      assert.deepEqual(await usage.conversations({ ...query, limit: 10 }), [])
      assert.deepEqual((await usage.percentiles(query, 'totalMs', [50])).values, [null])
      assert.equal(await usage.bounds(), null)
    })
    assert.match(await run('--requests=20', '--seed=2'), /^20 calls/)
  })

  it('leaves real usage alone: it asks before it comes beside it, and takes out nothing of it', async (t) => {
    const { run, totals, inStore, organisationId } = await setUp(t)
    const real = realCall()
    await inStore((usage) => usage.ingest([real], { organisationId, gatewayId: 'gateway' }))
    const before = await totals()
    await assert.rejects(run('--requests=10'), /usage of real applications here \(app_real\)\. Say --yes/)
    assert.deepEqual(await totals(), before)
    assert.match(await run('--requests=200', '--yes'), /^200 calls/)
    assert.equal((await totals()).calls, 201)
    assert.match(await run('--remove'), /^200 calls/)
    assert.deepEqual(await totals(), before)
    const found = await inStore((usage) => usage.record(organisationId, 'real'))
    assert.deepEqual(found?.record, real)
  })

  it('says what it cannot do', async (t) => {
    const home = temporaryFolder(t)
    const place = { databaseLocation: join(home, 'tollgate.db'), usageLocation: join(home, 'usage.db') }
    await assert.rejects(seedDemo(place, parseSeedDemo([]), now), /no Tollgate in this data folder yet/)
    for (const given of ['--requests=0', '--requests=many', '--days=400', '--seed=-1', '--colour'])
      assert.throws(() => parseSeedDemo([given]), /requests|days|seed|colour/, given)
  })
})
