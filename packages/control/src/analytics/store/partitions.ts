import { dayMs } from './columns.ts'
import { number, type Sql, text } from './sql.ts'

const partitionedTables = ['usage_call', 'usage_record'] as const

/** Postgres: one partition a day (UTC) of each table of raw records; where a day has none yet, it is made. */
export async function ensurePartitions(sql: Sql, times: readonly number[]): Promise<void> {
  const days = new Set(times.map((at) => Math.floor(at / dayMs)))
  const missing = [...days].filter((day) => day >= 0).toSorted((a, b) => a - b)
  const known = new Set((await partitions(sql)).map(({ name }) => name))
  for (const table of partitionedTables)
    for (const day of missing)
      if (!known.has(`${table}_${day}`))
        await sql.all(
          `create table if not exists ${table}_${day} partition of ${table} for values from (${day * dayMs}) to (${(day + 1) * dayMs})`,
        )
}

interface Partition {
  readonly name: string
  readonly table: string
  /** Since 1970. */
  readonly day: number
}

async function partitions(sql: Sql): Promise<readonly Partition[]> {
  const rows = await sql.all(
    `select child.relname as name, parent.relname as parent from pg_inherits
      join pg_class child on child.oid = pg_inherits.inhrelid join pg_class parent on parent.oid = pg_inherits.inhparent
      where parent.relname in ('usage_call', 'usage_record') and child.relkind = 'r'
        and child.relnamespace = current_schema()::regnamespace`,
  )
  return rows.map((row) => {
    const [name, table] = [text(row, 'name'), text(row, 'parent')]
    return { name, table, day: Number(name.slice(table.length + 1)) }
  })
}

/** Drops whole days: at once, however many records they have. Gives the number of records. */
export async function dropPartitions(sql: Sql, before: number): Promise<number> {
  let records = 0
  for (const { name, table, day } of await partitions(sql)) {
    if ((day + 1) * dayMs > before) continue
    if (table === 'usage_record')
      records += number((await sql.all(`select count(*) as records from ${name}`))[0], 'records')
    await sql.all(`drop table ${name}`)
  }
  return records
}
