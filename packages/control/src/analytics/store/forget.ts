import { dayMs, hourMs } from './columns.ts'
import { cubes, latencyTable } from './cubes.ts'
import { forgetUnused } from './forget-unused.ts'
import { noteForgotten } from './notes.ts'
import { dropPartitions } from './partitions.ts'
import { number, places, type Sql, slices } from './sql.ts'

/** In one transaction; between two of them others have their turn. */
const rowsAtOnce = 5_000
const inOneStatement = 500
const slotsAtOnce = 24

export interface Forgetting {
  readonly recordsBefore: number
  readonly rollupsBefore: number
}

/** A piece of the work. */
export interface Forgotten {
  readonly records: number
  readonly isDone: boolean
}

export function forgetSome(sql: Sql, times: Forgetting): Promise<Forgotten> {
  return sql.change(async (inside) => {
    await noteForgotten(inside, times.recordsBefore)
    const dropped = inside.engine === 'postgres' ? await dropPartitions(inside, times.recordsBefore) : 0
    const records = await forgetRecords(inside, times.recordsBefore)
    const others =
      (await forgetConversations(inside, times.recordsBefore)) + (await forgetRollups(inside, times.rollupsBefore))
    const isDone = records + others === 0
    // Of what is left nothing names them.
    if (isDone) await forgetUnused(inside, Math.min(times.recordsBefore, times.rollupsBefore))
    return { records: dropped + records, isDone }
  })
}

async function forgetRecords(sql: Sql, before: number): Promise<number> {
  const organisations = await sql.all('select id from usage_value where organisation = 0 and dimension = -1')
  for (const row of organisations) {
    const organisation = number(row, 'id')
    const question = 'select at, number from usage_call where organisation = ? and at < ? order by at, number limit ?'
    const calls = await sql.all(question, [organisation, before, rowsAtOnce])
    const last = calls.at(-1)
    if (last === undefined) continue
    for (const slice of slices(calls, inOneStatement)) {
      const numbers = slice.map((call) => number(call, 'number'))
      await sql.all(`delete from usage_record where number in (${places(numbers.length)})`, numbers)
    }
    const text = 'delete from usage_call where organisation = ? and (at, number) <= (?, ?)'
    await sql.all(text, [organisation, number(last, 'at'), number(last, 'number')])
    return calls.length
  }
  return 0
}

async function forgetConversations(sql: Sql, before: number): Promise<number> {
  const key = 'organisation, application, conversation'
  const oldest = `select ${key} from usage_conversation where last_at < ? limit ${rowsAtOnce}`
  return deleted(sql, `delete from usage_conversation where (${key}) in (${oldest})`, before)
}

/** Whole days (UTC), so that hours and days say the same. */
async function forgetRollups(sql: Sql, before: number): Promise<number> {
  const day = Math.floor(before / dayMs)
  const hour = day * (dayMs / hourMs)
  let rows = 0
  for (const name of [...cubes.map((cube) => cube.name), latencyTable]) {
    rows += await forgetSlots(sql, `${name}_hour`, hour)
    rows += await forgetSlots(sql, `${name}_day`, day)
  }
  await sql.all('delete from usage_open_day where day < ?', [day])
  return rows
}

/** The oldest of each organisation. */
async function forgetSlots(sql: Sql, table: string, before: number): Promise<number> {
  let rows = 0
  for (const row of await sql.all('select id from usage_value where organisation = 0 and dimension = -1')) {
    const organisation = number(row, 'id')
    const oldest = (await sql.all(`select min(slot) as slot from ${table} where organisation = ?`, [organisation]))[0]
    if (oldest === undefined || oldest.slot === null || number(oldest, 'slot') >= before) continue
    rows += 1
    const beyond = Math.min(before, number(oldest, 'slot') + slotsAtOnce)
    await sql.all(`delete from ${table} where organisation = ? and slot < ?`, [organisation, beyond])
  }
  return rows
}

async function deleted(sql: Sql, text: string, before: number): Promise<number> {
  return (await sql.all(`${text} returning 1`, [before])).length
}
