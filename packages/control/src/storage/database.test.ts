import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, type KyselyPlugin, sql } from 'kysely'
import { PlainFailure } from '../plain-failure.ts'
import { startPostgres } from '../testing/postgres.ts'
import { change, postgresEngine, sqliteEngine, type TestContext } from '../testing/stores.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { type Database, openDatabase } from './database.ts'
import { dumpedTables } from './dumped-tables.ts'
import { KyselyStore } from './kysely-store.ts'
import { type Migrations, migrations } from './migrations/migrations.ts'
import { plan } from './store.contract.ts'
import { StoreUnavailable } from './store.ts'

const postgres = await startPostgres()
after(() => postgres.stop())
const onIdleError = () => {}

for (const engine of [sqliteEngine, postgresEngine(postgres)]) {
  const named = (what: string) => `${engine.name}: ${what}`
  // Each opening of a Postgres costs a tenth of a second.
  const step = engine.name === 'sqlite' ? 1 : 9

  test(named('a migration that fails at any statement leaves nothing, and the next start finishes it'), async (t) => {
    const location = await engine.freshLocation(t)
    let failures = 0
    for (let statement = 1; ; statement += step) {
      const opening = openDatabase({ location, onIdleError, migrations: failingAt(statement) })
      const outcome = await opening.catch((error: unknown) => error)
      if (!(outcome instanceof Error)) {
        await (outcome as Database).db.destroy()
        break
      }
      assert.ok(outcome instanceof PlainFailure && outcome.message.includes('cut here'), outcome.message)
      failures++
      if (statement % 20 === 1) assert.deepEqual(await tablesWithout(t, location), [])
    }
    assert.ok(failures > 100 / step)
    assert.deepEqual(await tables(t, location), await tables(t, await engine.freshLocation(t)))
  })

  test(named('a process killed while it migrates leaves a whole schema or none'), async (t) => {
    const whole = await tables(t, await engine.freshLocation(t))
    let killed = 0
    for (let round = 0; round < 8; round++) {
      const location = await engine.freshLocation(t)
      const child = spawn(process.execPath, [join(import.meta.dirname, '../testing/open-database.ts'), location], {
        env: {},
        stdio: 'ignore',
      })
      const exit = once(child, 'exit')
      await sleep(150 + Math.random() * 350)
      child.kill('SIGKILL')
      const [, signal] = await exit
      if (signal === 'SIGKILL') killed++
      assert.deepEqual(await tables(t, location), whole)
    }
    assert.ok(killed > 0)
  })

  test(named('several processes that open an empty database at once all succeed'), async (t) => {
    const location = await engine.freshLocation(t)
    const children = [1, 2, 3].map(() =>
      spawn(process.execPath, [join(import.meta.dirname, '../testing/open-database.ts'), location], {
        env: {},
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    )
    const exits = await Promise.all(children.map((child) => once(child, 'exit')))
    assert.deepEqual(exits, [
      [0, null],
      [0, null],
      [0, null],
    ])
    assert.deepEqual(await tables(t, location), await tables(t, await engine.freshLocation(t)))
  })

  test(named('an older program refuses a newer schema and leaves it alone'), async (t) => {
    const location = await engine.freshLocation(t)
    const newer: Migrations = { ...migrations, '9999-tomorrow': { up: async () => {} } }
    const made = await openDatabase({ location, onIdleError, migrations: newer })
    await made.db.destroy()
    await assert.rejects(
      openDatabase({ location, onIdleError }),
      (error) =>
        error instanceof PlainFailure && /made by a newer Tollgate \(it has 9999-tomorrow\)/.test(error.message),
    )
    const again = await openDatabase({ location, onIdleError, migrations: newer })
    await again.db.destroy()
  })
}

test('openDatabase says in a sentence what keeps it from opening', async (t) => {
  const folder = temporaryFolder(t)
  const damaged = join(folder, 'damaged.db')
  writeFileSync(damaged, 'this is no database, but long enough to be taken for one'.repeat(20))
  const refused: ReadonlyArray<readonly [location: string, said: RegExp]> = [
    [damaged, /damaged\.db cannot be used: .*not a database.* put back a backup/],
    [join(folder, 'none', 'x.db'), /x\.db cannot be used/],
    ['mysql://localhost/x', /must begin with postgres:\/\//],
    ['postgres://nobody:planted-password@127.0.0.1:1/x', /DATABASE_URL cannot be used: .*ECONNREFUSED/],
    [(await postgres.freshDatabase()).replace(/:[0-9a-f]+@/, ':planted-password@'), /password authentication failed/],
    [`${await postgres.freshDatabase()}_none`, /does not exist/],
  ]
  for (const [location, said] of refused)
    await assert.rejects(
      openDatabase({ location, onIdleError }),
      (error) =>
        error instanceof PlainFailure && said.test(error.message) && !error.message.includes('planted-password'),
      location,
    )
})

test('sqlite: the file and those beside it are for this user only', async (t) => {
  const location = await sqliteEngine.freshLocation(t)
  await tables(t, location)
  const { db } = await openDatabase({ location, onIdleError })
  t.after(() => db.destroy())
  for (const suffix of ['', '-wal', '-shm']) assert.equal(statSync(location + suffix).mode & 0o077, 0, suffix)
})

test('sqlite: a file that another process keeps busy is StoreUnavailable, and works again', async (t) => {
  const location = await sqliteEngine.freshLocation(t)
  const database = await openDatabase({ location, onIdleError, busyTimeoutMs: 50 })
  const store = new KyselyStore(database, Date.now)
  t.after(() => store.close())
  await store.createOrganisation('A', 'org_a')
  const other = new DatabaseSync(location)
  other.exec('begin immediate')
  await assert.rejects(
    change(store, 'org_a', (writer) => writer.insert('plan', plan('one'))),
    StoreUnavailable,
  )
  await assert.rejects(store.lease('x', 'y', 1), StoreUnavailable)
  assert.equal(await store.version(), 0)
  other.exec('rollback')
  other.close()
  await change(store, 'org_a', (writer) => writer.insert('plan', plan('one')))
  assert.equal(await store.version(), 1)
})

test('sqlite: a disk that is full is StoreUnavailable, leaves nothing half-written, and works again', async (t) => {
  const database = await openDatabase({ location: await sqliteEngine.freshLocation(t), onIdleError })
  const store = new KyselyStore(database, Date.now)
  t.after(() => store.close())
  await store.createOrganisation('A', 'org_a')
  const pages = await sql<{ page_count: number }>`pragma page_count`.execute(database.db)
  await sql.raw(`pragma max_page_count = ${pages.rows[0]?.page_count}`).execute(database.db)
  const large = { ...plan('large'), description: 'x'.repeat(1_000_000) }
  await assert.rejects(
    change(store, 'org_a', (writer) => writer.insert('plan', large)),
    StoreUnavailable,
  )
  assert.equal(await store.version(), 0)
  assert.equal(await store.read('org_a').count('plan', {}), 0)
  await sql.raw('pragma max_page_count = 1000000').execute(database.db)
  await change(store, 'org_a', (writer) => writer.insert('plan', large))
  assert.equal(await store.version(), 1)
})

test('postgres: a server that goes away is StoreUnavailable, inside a change too, and works again when it is back', async (t) => {
  const idle: Error[] = []
  const database = await openDatabase({
    location: await postgres.freshDatabase(),
    onIdleError: (error) => idle.push(error),
  })
  const store = new KyselyStore(database, Date.now)
  t.after(() => store.close())
  await store.createOrganisation('A', 'org_a')
  await store.version()
  const cut = change(store, 'org_a', async (writer) => {
    await writer.insert('plan', plan('lost'))
    await postgres.pause()
    await writer.insert('plan', plan('lost too'))
  })
  await assert.rejects(cut, StoreUnavailable)
  await assert.rejects(store.version(), StoreUnavailable)
  await assert.rejects(store.read('org_a').find('plan', {}), StoreUnavailable)
  await assert.rejects(
    change(store, 'org_a', async () => undefined),
    StoreUnavailable,
  )
  await assert.rejects(async () => {
    for await (const _ of store.everyRecord('plan')) assert.fail('there is nothing to read')
  }, StoreUnavailable)
  await postgres.resume()
  assert.equal(await store.version(), 0)
  await change(store, 'org_a', (writer) => writer.insert('plan', plan('kept')))
  assert.equal(await store.read('org_a').count('plan', {}), 1)
})

async function tables(test: TestContext, location: string): Promise<readonly string[]> {
  return await tablesWith(test, { location, migrations })
}

/** What is there where nothing is migrated. */
async function tablesWithout(test: TestContext, location: string): Promise<readonly string[]> {
  return await tablesWith(test, { location, migrations: {} })
}

async function tablesWith(
  _test: TestContext,
  options: { location: string; migrations: Migrations },
): Promise<readonly string[]> {
  const { db, engine } = await openDatabase({ ...options, onIdleError })
  const found = await dumpedTables(db, engine)
  await db.destroy()
  return found.map(({ name, columns }) => `${name}: ${columns.join()}`)
}

/** The migrations, of which the nth statement of all fails. */
function failingAt(statement: number): Migrations {
  let count = 0
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      count++
      if (count === statement) throw new Error('cut here')
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const up = (name: string) => async (db: Kysely<unknown>) => await migrations[name]?.up(db.withPlugin(plugin))
  return Object.fromEntries(Object.keys(migrations).map((name) => [name, { up: up(name) }]))
}
