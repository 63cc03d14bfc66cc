import type { StoredRecord } from '../../analytics-store.ts'
import { incumbentEvent } from '../incumbent-event.ts'
import { maskedHeaders } from './masking.ts'

export interface MoesifEventSettings {
  /** Host and port at which callers reach the gateway. */
  readonly gateway: string
  /** What a company is there. */
  readonly company: 'organisation' | 'team' | 'none'
  readonly hasHeaders: boolean
  /** Headers whose values are masked. */
  readonly maskedHeaders: readonly string[]
  readonly tenantDomain: string
}

interface Message {
  readonly time: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** As it is on the wire; names are Moesif's, those in `metadata` the incumbent's. */
export interface MoesifEvent {
  readonly request: Message & {
    readonly uri: string
    readonly verb: string
    readonly api_version: string
    readonly ip_address: string
  }
  readonly response: Message & { readonly status: number }
  readonly user_id: string
  readonly company_id?: string
  readonly session_token?: string
  readonly direction: 'Incoming'
  readonly weight: number
  readonly tags?: string
  readonly blocked_by?: string
  readonly metadata: Readonly<Record<string, unknown>>
}

/** One call as an event of Moesif. Pure. */
export function moesifEvent(stored: StoredRecord, settings: MoesifEventSettings): MoesifEvent {
  const { record, facts } = stored
  const company = companyOf(stored, settings.company)
  const [verb = 'POST', template = '/'] = record.operation.split(' ')
  const path = `/${encodeURIComponent(record.api.name)}/${encodeURIComponent(record.api.version)}${template}`
  return {
    request: {
      time: new Date(record.at).toISOString(),
      ...{ uri: `https://${settings.gateway}${path}`, verb, api_version: record.api.version },
      ip_address: record.agent.address,
      headers: {
        ...(settings.hasHeaders ? maskedHeaders(headersOf(stored), settings.maskedHeaders) : {}),
        // Always: by it a batch that is there twice is known.
        'X-Moesif-Transaction-Id': record.id,
      },
    },
    response: {
      time: new Date(record.at + Math.round(record.totalMs)).toISOString(),
      ...{ status: record.status, headers: {} },
    },
    user_id: userOf(stored),
    ...(company === undefined ? {} : { company_id: company }),
    ...(facts.conversation === null ? {} : { session_token: facts.conversation }),
    ...{ direction: 'Incoming', weight: 1 },
    ...(facts.agent === null ? {} : { tags: facts.agent }),
    ...(facts.refusalPolicy === null ? {} : { blocked_by: facts.refusalPolicy }),
    metadata: metadataOf(stored, settings),
  }
}

/** A person, or the application that nobody spoke for. */
export function userOf({ facts }: Pick<StoredRecord, 'facts'>): string {
  return facts.person ?? facts.application
}

export function companyOf(
  { facts }: Pick<StoredRecord, 'facts'>,
  company: MoesifEventSettings['company'],
): string | undefined {
  if (company === 'none') return undefined
  return company === 'team' ? (facts.team ?? undefined) : facts.organisationId
}

/** Those of a request that a record keeps: never one that opens anything. */
function headersOf({ record }: StoredRecord): Record<string, string> {
  const { userAgent } = record.agent
  return { ...(userAgent === null ? {} : { 'User-Agent': userAgent }), 'Content-Type': 'application/json' }
}

/** Scalars as text, as boards of the incumbent have them; true numbers stand under `tollgate`. */
function metadataOf(stored: StoredRecord, { tenantDomain }: MoesifEventSettings): Readonly<Record<string, unknown>> {
  const settings = { gatewayType: 'TOLLGATE', regionId: 'default', tenantDomain }
  const { properties, requestTimestamp, userIp, ...event } = incumbentEvent(stored, settings)
  const texts = Object.entries(event).map(([name, value]) => [name, String(value)])
  const { isEgress, subtype, aiMetadata, aiTokenUsage, tollgate } = properties
  return {
    ...Object.fromEntries(texts),
    ...{ isEgress, subtype, aiMetadata, aiTokenUsage, subscriptionPlanName: stored.facts.plan ?? 'NONE', tollgate },
  }
}
