import { openRawPostgres, type RawPostgres } from '../../storage/raw-postgres.ts'
import { prepareTables } from './prepare-tables.ts'
import { type Insert, insertText, number, type Sql, type SqlRow, type SqlValue, slices, text } from './sql.ts'

/** Far below the 65,535 that the protocol can number. */
const valuesMax = 30_000
/** Any number that nobody else uses: one change of the usage tables at a time, whichever process it comes from. */
const lockNumber = 7_305_116_021

type Asked = Pick<RawPostgres, 'ask'>

export async function openPostgresSql(url: string, onIdleError: (error: Error) => void): Promise<Sql> {
  const postgres = openRawPostgres(url, onIdleError)
  const change: Sql['change'] = (work) =>
    postgres.transaction(async (inside) => {
      await inside.ask('select pg_advisory_xact_lock($1)', [lockNumber])
      return work({ ...asked(inside), change: () => Promise.reject(new Error('a change within a change')), close })
    })
  const close = () => postgres.close()
  const sql: Sql = { ...asked(postgres), change, close }
  try {
    await prepareTables(sql)
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
  return sql
}

function asked(postgres: Asked): Omit<Sql, 'change' | 'close'> {
  return {
    engine: 'postgres',
    all: (text, values = []) => ask(postgres, text, values),
    insert: (insert) => insertRows(postgres, insert),
    insertRecords: (insert) => insertNew(postgres, insert),
    // Old records go with their partition, and of the rest autovacuum takes care.
    giveBack: async () => false,
  }
}

async function insertRows(postgres: Asked, insert: Insert): Promise<SqlRow[]> {
  const rows: SqlRow[] = []
  for (const slice of slices(insert.rows, Math.floor(valuesMax / insert.columns.length)))
    rows.push(...(await ask(postgres, insertText(insert, slice.length), slice.flat())))
  return rows
}

async function insertNew(
  postgres: Asked,
  { columns, rows }: Parameters<Sql['insertRecords']>[0],
): Promise<readonly (number | undefined)[]> {
  const ending = 'on conflict do nothing returning number, id'
  const inserted = await insertRows(postgres, { table: 'usage_record', columns, rows, ending })
  const numbers = new Map(inserted.map((row) => [text(row, 'id'), number(row, 'number')]))
  const idPlace = columns.indexOf('id')
  return rows.map((row) => {
    const id = String(row[idPlace])
    const found = numbers.get(id)
    // Once, where a batch has it twice.
    numbers.delete(id)
    return found
  })
}

function ask(postgres: Asked, text: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]> {
  let place = 0
  return postgres.ask(
    text.replaceAll('?', () => `$${++place}`),
    values,
  )
}
