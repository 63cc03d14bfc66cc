import { type UsageRecord, usageRecordSchema } from '@tollgate/contract/usage-record'
import type { ShipmentAnswer } from '@tollgate/contract/usage-shipment'
import type { Logger } from 'pino'
import { failureReason } from '../files/failure-reason.ts'
import { StoreUnavailable } from '../storage/store.ts'
import type { AnalyticsStore } from './analytics-store.ts'
import type { RecordSource } from './usage-facts.ts'

export interface Shipment {
  /** Of usage files: records in JSON, with what else gateways note there. */
  readonly lines: readonly string[]
  readonly source: RecordSource
}

interface IngestTools {
  readonly analytics: Pick<AnalyticsStore, 'ingest'>
  readonly log: Pick<Logger, 'warn'>
}

/** Lines that are read in one turn of the event loop: beside it people and gateways are answered. */
const linesPerTurn = 200

/** Takes what a gateway ships, each record once however often it comes. A store that cannot take it is StoreUnavailable: the gateway sends it again. */
export async function ingestShipment(
  { analytics, log }: IngestTools,
  { lines, source }: Shipment,
): Promise<ShipmentAnswer> {
  const { records, texts } = await readRecords(lines)
  const passedOver = lines.length - records.length
  if (passedOver > 0)
    log.warn(
      { lines: passedOver, gatewayId: source.gatewayId },
      'lines of a gateway are no usage records, and were left aside',
    )
  if (records.length === 0) return { taken: 0, known: 0, passedOver }
  try {
    const { taken } = await analytics.ingest(records, source, texts)
    return { taken, known: records.length - taken, passedOver }
  } catch (error) {
    log.warn(
      { reason: failureReason(error), records: records.length },
      'usage could not be kept; its gateway sends it again',
    )
    throw new StoreUnavailable('usage cannot be kept now', { cause: error })
  }
}

interface ReadRecords {
  readonly records: UsageRecord[]
  /** The same in JSON: their lines, which are kept as they stand. */
  readonly texts: string[]
}

async function readRecords(lines: readonly string[]): Promise<ReadRecords> {
  const read: ReadRecords = { records: [], texts: [] }
  for (const [index, line] of lines.entries()) {
    if (index > 0 && index % linesPerTurn === 0) await new Promise<void>((resolve) => setImmediate(resolve))
    const record = readRecord(line)
    if (record === undefined) continue
    read.records.push(record.value)
    read.texts.push(record.text)
  }
  return read
}

function readRecord(line: string): { readonly value: UsageRecord; readonly text: string } | undefined {
  // Postgres takes no NUL in a text: what a client writes into a model's name must not hold up the records of others.
  const hasNul = line.includes('\\u0000')
  try {
    const value = usageRecordSchema.safeParse(JSON.parse(line, hasNul ? withoutNul : undefined)).data
    return value === undefined ? undefined : { value, text: hasNul ? JSON.stringify(value) : line }
  } catch {
    return undefined
  }
}

function withoutNul(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value
}
