import { type UsageRecord, usageRecordSchema } from '@tollgate/contract/usage-record'
import { z } from 'zod'
import { readUsage } from '../usage/usage-files.ts'
import { recordOf } from './admitted-call.ts'
import type { OpenEntry, ReadAdmitted } from './admitted-files.ts'
import { type Charged, chargedSchema } from './charged.ts'
import type { LoggedCharge } from './count-again.ts'

export interface LeftCalls {
  /** Settlements of noted calls, in the order of the log. */
  readonly charges: readonly LoggedCharge[]
  /** Calls without a record, by the id. */
  readonly left: ReadonlyMap<string, readonly OpenEntry[]>
  readonly damagedLines: number
}

const lineSchema = z.object({ id: z.string(), charged: z.array(chargedSchema).optional() })

/** Compares what was admitted with what has a record. */
export function findLeftCalls(directory: string, { calls, from }: ReadAdmitted): LeftCalls {
  const left = new Map(calls)
  const charges: LoggedCharge[] = []
  let damagedLines = 0
  for (const [id, entries] of calls) {
    if (!entries.some(({ booked }) => booked === true)) continue
    left.delete(id)
    for (const entry of entries) charges.push({ entry, charged: leftCharge(entry), position: from })
  }
  for (const { file, offset, value } of readUsage(directory, from)) {
    const line = lineSchema.safeParse(value).data
    if (line === undefined) damagedLines++
    for (const entry of (line && left.get(line.id)) ?? [])
      charges.push({ entry, charged: chargeOf(entry, line?.charged ?? []), position: { file, offset } })
    if (line !== undefined) left.delete(line.id)
  }
  return { charges, left, damagedLines }
}

/** A call of which nothing more is known counts by its estimate, as if its lease had ended. */
export function leftCharge({ n, at, limits }: OpenEntry): Charged {
  return { n, at, used: limits.map(() => 0), late: true }
}

/** The record of a call that a process left behind when it died; undefined where its line does not say enough. */
export function recordOfLeft(entries: readonly OpenEntry[]): UsageRecord | undefined {
  for (const entry of entries) {
    const read = usageRecordSchema.safeParse(recordOf(entry)).data
    if (read !== undefined) return read
  }
  return undefined
}

function chargeOf(entry: OpenEntry, charged: readonly Charged[]): Charged {
  return charged.find(({ n }) => n === entry.n) ?? leftCharge(entry)
}
