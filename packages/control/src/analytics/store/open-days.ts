import type { FreshCall } from './add-calls.ts'
import { type HistogramsBySlot, histogramsAt, keepHistograms } from './add-latencies.ts'
import { dayHours, dayMs } from './columns.ts'
import { type Cube, cubes, keysOf, latencyTable } from './cubes.ts'
import { addPacked } from './latency-histograms.ts'
import { bytes, number, type Sql } from './sql.ts'

/**
 * A day is open while calls of it come in: questions then add up its hours. Once none has come for a while it is summed up and closed, and
 * questions read its sums. A call that comes later opens it again. So no call has to touch the sums of its day.
 */
export async function noteOpenDays(sql: Sql, organisation: number, calls: readonly FreshCall[]): Promise<void> {
  const touched = new Map<number, number>()
  for (const { at, number: place } of calls) touched.set(Math.floor(at / dayMs), place)
  await sql.insert({
    table: 'usage_open_day',
    columns: ['organisation', 'day', 'touched'],
    rows: [...touched].map(([day, place]) => [organisation, day, place]),
    ending: 'on conflict (organisation, day) do update set touched = excluded.touched',
  })
}

export async function openDays(
  sql: Sql,
  organisation: number,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly number[]> {
  const question = 'select day from usage_open_day where organisation = ? and day >= ? and day < ? order by day'
  return (await sql.all(question, [organisation, from, to])).map((row) => number(row, 'day'))
}

/** One day at most, which is a piece of work that others can wait for. */
export async function sumUpOldDay(sql: Sql, recordsBefore: number): Promise<void> {
  const newest = `select max(day) as day, max(touched) as touched from usage_open_day`
  const question = `select o.organisation, o.day from usage_open_day o, (${newest}) n
    where o.touched < n.touched - ${recordsBefore} and o.day < n.day order by o.touched limit 1`
  const row = (await sql.all(question))[0]
  if (row === undefined) return
  const [organisation, day] = [number(row, 'organisation'), number(row, 'day')]
  for (const cube of cubes) await sumUp(sql, cube, { organisation, day })
  await sumUpLatencies(sql, organisation, day)
  await sql.all('delete from usage_open_day where organisation = ? and day = ?', [organisation, day])
}

async function sumUp(
  sql: Sql,
  cube: Cube,
  { organisation, day }: { readonly organisation: number; readonly day: number },
): Promise<void> {
  await sql.all(`delete from ${cube.name}_day where organisation = ? and slot = ?`, [organisation, day])
  const kept = ['combination', ...cube.keys].join(', ')
  const summed = cube.columns.map((column) => `cast(sum(${column}) as bigint)`).join(', ')
  const adding = `insert into ${cube.name}_day (${[...keysOf(cube), ...cube.columns].join(', ')})
    select organisation, ${day}, ${kept}, ${summed} from ${cube.name}_hour
    where organisation = ? and slot >= ? and slot < ? group by organisation, ${kept}`
  await sql.all(adding, [organisation, day * dayHours, (day + 1) * dayHours])
}

async function sumUpLatencies(sql: Sql, organisation: number, day: number): Promise<void> {
  const bySlot: HistogramsBySlot = new Map()
  const question = `select combination, buckets from ${latencyTable}_hour where organisation = ? and slot >= ? and slot < ?`
  for (const row of await sql.all(question, [organisation, day * dayHours, (day + 1) * dayHours]))
    addPacked(histogramsAt(bySlot, day, number(row, 'combination')), bytes(row, 'buckets'))
  await keepHistograms(sql, organisation, { unit: 'day', bySlot })
}
