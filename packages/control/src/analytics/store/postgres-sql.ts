import { openRawPostgres, type RawPostgres } from '../../storage/raw-postgres.ts'
import { postgresSchema } from './schema.ts'
import { insertText, type Sql, type SqlRow, type SqlValue, slices } from './sql.ts'

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
  try {
    await change(async (inside) => {
      for (const text of postgresSchema()) await inside.all(text)
    })
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
  return { ...asked(postgres), change, close }
}

function asked(postgres: Asked): Pick<Sql, 'engine' | 'all' | 'insert'> {
  return {
    engine: 'postgres',
    all: (text, values = []) => ask(postgres, text, values),
    insert: async (insert) => {
      const rows: SqlRow[] = []
      for (const slice of slices(insert.rows, Math.floor(valuesMax / insert.columns.length)))
        rows.push(...(await ask(postgres, insertText(insert, slice.length), slice.flat())))
      return rows
    },
  }
}

function ask(postgres: Asked, text: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]> {
  let place = 0
  return postgres.ask(
    text.replaceAll('?', () => `$${++place}`),
    values,
  )
}
