import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Kysely } from 'kysely'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openDatabase } from '../database.ts'
import { up } from './0002-authentication.ts'

test('the tables of the log-in can be made again over what a crash left', async (t) => {
  const location = join(temporaryFolder(t), 'tollgate.db')
  const { db } = await openDatabase({ location, onIdleError: () => undefined })
  t.after(() => db.destroy())
  const repeat = () => up(db as unknown as Kysely<unknown>)
  const made = await db.introspection.getTables()
  assert.equal(made.filter(({ name }) => name.startsWith('auth_')).length, 6)
  for (const name of ['auth_device_code', 'auth_two_factor']) await db.schema.dropTable(name).execute()
  await repeat()
  const again = await db.introspection.getTables()
  assert.deepEqual(new Set(again.map(({ name }) => name)), new Set(made.map(({ name }) => name)))
  await repeat()
})
