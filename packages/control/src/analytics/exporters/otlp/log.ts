import type { StoredRecord } from '../../analytics-store.ts'
import { callAttributes } from './gen-ai-names.ts'
import { spanIds } from './spans.ts'
import { nanoseconds, type OtlpAttribute, type OtlpValue } from './values.ts'

export interface OtlpLog {
  readonly timeUnixNano: string
  readonly observedTimeUnixNano: string
  readonly severityNumber: number
  readonly severityText: string
  readonly eventName: 'tollgate.call'
  readonly body: OtlpValue
  readonly attributes: readonly OtlpAttribute[]
  readonly traceId: string
  readonly spanId: string
}

const severities = {
  answered: { severityNumber: 9, severityText: 'INFO' },
  cancelled: { severityNumber: 9, severityText: 'INFO' },
  refused: { severityNumber: 13, severityText: 'WARN' },
  failed: { severityNumber: 17, severityText: 'ERROR' },
} as const

/** One call as an event. */
export function logOf(stored: StoredRecord): OtlpLog {
  const { record, facts } = stored
  const time = nanoseconds(record.at + record.totalMs)
  const why = facts.refusalCode === null ? '' : ` (${facts.refusalCode})`
  return {
    ...{ timeUnixNano: time, observedTimeUnixNano: time, ...severities[facts.outcome] },
    eventName: 'tollgate.call',
    body: {
      stringValue: `${facts.outcome}${why}: ${facts.model ?? record.operation} for ${facts.application}`.toWellFormed(),
    },
    attributes: callAttributes(stored),
    ...spanIds(record.id),
  }
}
