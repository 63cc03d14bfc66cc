import { dimensions } from '../analytics-store.ts'
import { dimensionColumn } from './columns.ts'
import { cubes, latencyTable, units } from './cubes.ts'
import { number, places, type Sql } from './sql.ts'

const rowsAtOnce = 5_000

interface Asked {
  readonly organisationId: string
  /** Their ids. */
  readonly applications: readonly string[]
}

/** Deletes every call of these applications, and everything that was summed of them; how many records. Names and numbers of values stay. */
export async function forgetApplications(sql: Sql, { organisationId, applications }: Asked): Promise<number> {
  const organisation = await organisationCode(sql, organisationId)
  const known = await sql.all(
    `select id from usage_value where organisation = ? and dimension = ? and value in (${places(applications.length)})`,
    [organisation, dimensions.indexOf('application'), ...applications],
  )
  if (known.length === 0) return 0
  const codes = known.map((row) => number(row, 'id'))
  const scope: Scope = { organisation, codes }
  const records = await forgetCalls(sql, scope)
  await sql.change((inside) => forgetSums(inside, scope))
  return records
}

interface Scope {
  readonly organisation: number
  /** Of the applications. */
  readonly codes: readonly number[]
}

async function organisationCode(sql: Sql, organisationId: string): Promise<number> {
  const question = 'select id from usage_value where organisation = 0 and dimension = -1 and value = ?'
  return number((await sql.all(question, [organisationId]))[0], 'id')
}

/** Piece by piece: between two of them others have their turn. */
async function forgetCalls(sql: Sql, { organisation, codes }: Scope): Promise<number> {
  const question = `select at, number from usage_call where organisation = ? and (at, number) > (?, ?)
    and combination in (${combinations(codes)}) order by at, number limit ${rowsAtOnce}`
  let behind: readonly [at: number, number: number] = [0, 0]
  let records = 0
  for (;;) {
    const calls = await sql.change(async (inside) => {
      const found = await inside.all(question, [organisation, ...behind, organisation, ...codes])
      for (const call of found) {
        await inside.all('delete from usage_record where number = ?', [number(call, 'number')])
        await inside.all('delete from usage_call where organisation = ? and at = ? and number = ?', [
          ...[organisation, number(call, 'at'), number(call, 'number')],
        ])
      }
      return found
    })
    const last = calls.at(-1)
    if (last === undefined) return records
    behind = [number(last, 'at'), number(last, 'number')]
    records += calls.length
  }
}

async function forgetSums(sql: Sql, { organisation, codes }: Scope): Promise<void> {
  for (const name of [...cubes.map((cube) => cube.name), latencyTable])
    for (const unit of units) {
      const text = `delete from ${name}_${unit} where organisation = ? and combination in (${combinations(codes)})`
      await sql.all(text, [organisation, organisation, ...codes])
    }
  await sql.all(`delete from usage_conversation where organisation = ? and application in (${places(codes.length)})`, [
    ...[organisation, ...codes],
  ])
}

function combinations(codes: readonly number[]): string {
  const application = dimensionColumn('application')
  return `select id from usage_combination where organisation = ? and ${application} in (${places(codes.length)})`
}
