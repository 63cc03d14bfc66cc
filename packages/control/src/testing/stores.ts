import { join } from 'node:path'
import { after } from 'node:test'
import type { Database } from '../storage/database.ts'
import { openDatabase } from '../storage/database.ts'
import { KyselyStore } from '../storage/kysely-store.ts'
import type { ChangeContext, Writer } from '../storage/store.ts'
import { startPostgres, type TestPostgres } from './postgres.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface TestContext {
  after(clean: () => void | Promise<void>): void
}

/** An engine for what must hold on both. */
export interface TestEngine {
  readonly name: 'sqlite' | 'postgres'
  /** Where an empty database can be opened. */
  freshLocation(test: TestContext): Promise<string>
}

export interface OpenedStore {
  readonly store: KyselyStore
  readonly database: Database
  readonly location: string
}

/** SQLite, and the Postgres that is started for the test file. */
export async function bothEngines(): Promise<readonly TestEngine[]> {
  const postgres = await startPostgres()
  after(() => postgres.stop())
  return [sqliteEngine, postgresEngine(postgres)]
}

export const sqliteEngine: TestEngine = {
  name: 'sqlite',
  freshLocation: async (test) => join(temporaryFolder(test), 'tollgate.db'),
}

export function postgresEngine(postgres: TestPostgres): TestEngine {
  return { name: 'postgres', freshLocation: () => postgres.freshDatabase() }
}

/** Opens a store that closes with the test. */
export async function openStore(
  test: TestContext,
  location: string,
  now: () => number = Date.now,
): Promise<OpenedStore> {
  const database = await openDatabase({ location, onIdleError: () => {} })
  const store = new KyselyStore(database, now)
  test.after(() => store.close())
  return { store, database, location }
}

/** One with the organisations `org_a` and `org_b`. */
export async function freshStore(test: TestContext, engine: TestEngine, now?: () => number): Promise<OpenedStore> {
  const opened = await openStore(test, await engine.freshLocation(test), now)
  await opened.store.createOrganisation('A', 'org_a')
  await opened.store.createOrganisation('B', 'org_b')
  return opened
}

export function context(organisationId: string, verb = 'test.change'): ChangeContext {
  const actor = { kind: 'person', id: 'per_tester', name: 'tester' } as const
  return { organisationId, actor, verb, from: '127.0.0.1', requestId: 'req_1' }
}

export function change<T>(
  store: KyselyStore,
  organisationId: string,
  work: (writer: Writer) => Promise<T>,
): Promise<T> {
  return store.change(context(organisationId), work)
}
