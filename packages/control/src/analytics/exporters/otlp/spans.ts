import { createHash } from 'node:crypto'
import type { StoredRecord } from '../../analytics-store.ts'
import { callAttributes, errorTypeOf, operationOf } from './gen-ai-names.ts'
import { attributesOf, nanoseconds, type OtlpAttribute } from './values.ts'

const kinds = { server: 2, client: 3 } as const
const statusError = 2

export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly OtlpAttribute[]
  readonly status: { readonly code?: number; readonly message?: string }
}

/** Made of the call's id: sent again, it is the same span. */
export function spanIds(id: string): { readonly traceId: string; readonly spanId: string } {
  return { traceId: hash(`trace ${id}`, 16), spanId: hash(`span ${id}`, 8) }
}

/** A call, and below it each try at a provider. */
export function spansOf(stored: StoredRecord): OtlpSpan[] {
  const { record, facts } = stored
  const { traceId, spanId } = spanIds(record.id)
  const error = errorTypeOf(stored)
  const call: OtlpSpan = {
    ...{ traceId, spanId, name: `${operationOf(stored)} ${facts.model ?? ''}`.trim(), kind: kinds.server },
    startTimeUnixNano: nanoseconds(record.at),
    endTimeUnixNano: nanoseconds(record.at + record.totalMs),
    attributes: callAttributes(stored),
    // A refusal of ours is a success of ours: only what broke is an error.
    status: facts.outcome === 'failed' ? { code: statusError, message: error ?? 'failed' } : {},
  }
  const tries = record.attempts.map((attempt, index): OtlpSpan => {
    const isBroken = attempt.failure !== null || attempt.status === null || attempt.status >= 400
    const url = URL.parse(attempt.endpoint)
    return {
      ...{ traceId, spanId: hash(`try ${index} ${record.id}`, 8), parentSpanId: spanId },
      ...{ name: record.operation, kind: kinds.client },
      startTimeUnixNano: nanoseconds(attempt.startedAt),
      endTimeUnixNano: nanoseconds(attempt.startedAt + attempt.totalMs),
      attributes: attributesOf({
        'server.address': url?.hostname ?? attempt.endpoint,
        'server.port': url === null ? undefined : Number(url.port || (url.protocol === 'http:' ? 80 : 443)),
        'http.response.status_code': attempt.status,
        'error.type': attempt.failure ?? (isBroken ? String(attempt.status ?? 'unreachable') : undefined),
        'tollgate.head_ms': attempt.headMs,
        'tollgate.upstream_request_id': attempt.upstreamRequestId,
      }),
      status: isBroken ? { code: statusError } : {},
    }
  })
  return [call, ...tries]
}

function hash(text: string, bytes: number): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, bytes * 2)
}
