import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ServedApi } from './api-by-rest.ts'

/**
 * Fills the embedded database of a control plane that does not run: a record that was made by REST is copied many times in SQL, which
 * takes a second for what would take REST an hour.
 */

/** Keys that nobody has the text of, beside the one that is copied. */
export function copyKeys(home: string, keyId: string, count: number): void {
  using database = open(home)
  copy(
    database,
    'api_key',
    { from: `id = '${keyId}'`, source: numbers(count) },
    {
      id: "'key_copy_' || n",
      name: "name || ' ' || n",
      digest: 'lower(hex(randomblob(32)))',
    },
  )
}

/** So many applications, each subscribed to so many published APIs. */
export function copySubscriptions(
  home: string,
  { id, applicationId, subscriptionId }: ServedApi,
  { applications, apis }: { readonly applications: number; readonly apis: number },
): void {
  using database = open(home)
  const ofApi = { from: `api_id = '${id}'`, source: numbers(apis) }
  const address = "'/copy/' || n"
  copy(
    database,
    'api',
    { from: `id = '${id}'`, source: numbers(apis) },
    {
      ...{ id: "'api_copy_' || n", name: "name || ' ' || n", context: address },
    },
  )
  copy(database, 'api_address', ofApi, {
    ...{ id: "'addr_copy_' || n", api_id: "'api_copy_' || n", address: `${address} || '/1.0'` },
  })
  copy(database, 'deployment', ofApi, { id: "'dep_copy_' || n", api_id: "'api_copy_' || n" })
  copy(
    database,
    'application',
    { from: `id = '${applicationId}'`, source: numbers(applications) },
    {
      ...{ id: "'app_copy_' || n", name: "name || ' ' || n" },
    },
  )
  const pairs = `(SELECT a.n AS n, b.n AS m FROM ${numbers(applications)} a, ${numbers(apis)} b)`
  copy(
    database,
    'subscription',
    { from: `id = '${subscriptionId}'`, source: pairs },
    {
      id: "'sub_copy_' || n || '_' || m",
      application_id: "'app_copy_' || n",
      api_id: "'api_copy_' || m",
    },
  )
}

function open(home: string): DatabaseSync & Disposable {
  return new DatabaseSync(join(home, 'tollgate.db'))
}

function numbers(count: number): string {
  return `(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${count}) SELECT n FROM c)`
}

/** Every column as it is in the record, but those that are named. */
function copy(
  database: DatabaseSync,
  table: string,
  { from, source }: { readonly from: string; readonly source: string },
  changed: Readonly<Record<string, string>>,
): void {
  const columns = database
    .prepare(`PRAGMA table_info(${table})`)
    .all()
    .map(({ name }) => String(name))
  const values = columns.map((column) => changed[column] ?? column)
  const statement = `INSERT INTO ${table} (${columns}) SELECT ${values} FROM ${table}, ${source} WHERE ${from}`
  const { changes } = database.prepare(statement).run()
  if (changes === 0) throw new Error(`nothing was copied: ${statement}`)
}
