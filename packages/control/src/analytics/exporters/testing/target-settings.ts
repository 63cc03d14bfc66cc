import type { MoesifSettings } from '../moesif/moesif.ts'
import type { OtlpSettings } from '../otlp/otlp.ts'
import type { OtlpSpan } from '../otlp/spans.ts'

const way = { allowPrivate: true, trustedCertificates: undefined }
const now = Date.parse('2026-11-22T11:00:00Z')

export function moesifSettings(url: string): MoesifSettings {
  return {
    ...{ url, applicationId: 'a collector id', gateway: 'ai.example.com:8243', company: 'organisation' },
    ...{ hasProfiles: false, hasHeaders: false, hasBodies: false, maskedHeaders: [], maskedFields: [] },
    ...{ isSampled: false, tenantDomain: 'carbon.super', way, now: () => now, keptBody: async () => undefined },
  }
}

export function otlpSettings(url: string): OtlpSettings {
  const signals = { hasTraces: true, hasMetrics: true, hasLogs: true, metricNames: 'new' } as const
  return { url, headers: 'authorization=Bearer%20abc', serviceName: 'tollgate', way, ...signals }
}

export function spansIn(text: string): OtlpSpan[] {
  const { resourceSpans } = JSON.parse(text)
  return resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: OtlpSpan[] }[] }) =>
    scopeSpans.flatMap(({ spans }) => spans),
  )
}

export function requestIdOf({ attributes }: Pick<OtlpSpan, 'attributes'>): string {
  const found = attributes.find(({ key }) => key === 'tollgate.request_id')?.value
  return found !== undefined && 'stringValue' in found ? found.stringValue : ''
}
