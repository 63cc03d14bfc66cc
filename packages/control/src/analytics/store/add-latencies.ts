import type { FreshCall } from './add-calls.ts'
import { latencyTable, type Unit } from './cubes.ts'
import { addPacked, countLatencies, emptyHistograms, type Histograms, packHistograms } from './latency-histograms.ts'
import { bytes, number, places, type Sql, slices } from './sql.ts'

const inOneStatement = 400

/** By slot and coarse combination. */
export type HistogramsBySlot = Map<number, Map<number, Histograms>>

export async function addLatencies(sql: Sql, organisation: number, calls: readonly FreshCall[]): Promise<void> {
  const bySlot: HistogramsBySlot = new Map()
  for (const { hour, combination, latencies } of calls)
    countLatencies(histogramsAt(bySlot, hour, combination.coarse), latencies)
  await addKnown(sql, organisation, bySlot)
  await keepHistograms(sql, organisation, { unit: 'hour', bySlot })
}

export function histogramsAt(bySlot: HistogramsBySlot, slot: number, combination: number): Histograms {
  let ofSlot = bySlot.get(slot)
  if (ofSlot === undefined) {
    ofSlot = new Map()
    bySlot.set(slot, ofSlot)
  }
  let histograms = ofSlot.get(combination)
  if (histograms === undefined) {
    histograms = emptyHistograms()
    ofSlot.set(combination, histograms)
  }
  return histograms
}

/** What the hours had before. */
async function addKnown(sql: Sql, organisation: number, bySlot: HistogramsBySlot): Promise<void> {
  for (const [slot, ofSlot] of bySlot)
    for (const slice of slices([...ofSlot.keys()], inOneStatement)) {
      const question = `select combination, buckets from ${latencyTable}_hour
        where organisation = ? and slot = ? and combination in (${places(slice.length)})`
      for (const row of await sql.all(question, [organisation, slot, ...slice]))
        addPacked(histogramsAt(bySlot, slot, number(row, 'combination')), bytes(row, 'buckets'))
    }
}

/** In place of what was there. */
export async function keepHistograms(
  sql: Sql,
  organisation: number,
  { unit, bySlot }: { readonly unit: Unit; readonly bySlot: HistogramsBySlot },
): Promise<void> {
  await sql.insert({
    table: `${latencyTable}_${unit}`,
    columns: ['organisation', 'slot', 'combination', 'buckets'],
    rows: [...bySlot].flatMap(([slot, ofSlot]) =>
      [...ofSlot].map(([combination, histograms]) => [organisation, slot, combination, packHistograms(histograms)]),
    ),
    ending: 'on conflict (organisation, slot, combination) do update set buckets = excluded.buckets',
  })
}
