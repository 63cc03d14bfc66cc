import { choreoExporter } from '../choreo/choreo.ts'
import { elasticsearchExporter } from '../elasticsearch/elasticsearch.ts'
import type { Exporter } from '../exporter.ts'
import { incumbentDefaults } from '../incumbent-event.ts'
import { moesifExporter } from '../moesif/moesif.ts'
import { otlpExporter } from '../otlp/otlp.ts'
import { s3Exporter } from '../s3/s3.ts'
import { webhookExporter } from '../webhook/webhook.ts'
import { choreoSettings, playChoreo } from './choreo-peer.ts'
import { type ScriptedTarget, startTarget, type TakenCall, type TargetReply } from './scripted-target.ts'
import { moesifSettings, otlpSettings, requestIdOf, spansIn } from './target-settings.ts'
import { testCertificate } from './test-certificate.ts'

const way = { allowPrivate: true, trustedCertificates: undefined }

/** A target that behaves, and keeps what it was sent. */
export interface Kept {
  readonly target: ScriptedTarget
  /** What the target has, repeats too where it cannot tell them. */
  ids(): string[]
  exporter(): Exporter
  /** How it is set up over REST. */
  readonly body: { readonly settings: object; readonly secret?: string }
}

export const now = () => Date.parse('2026-11-22T11:00:00Z')

/** Each type that talks to a socket. */
export const keptTargets = {
  elasticsearch: async () => {
    const documents = new Map<string, unknown>()
    const target = await startTarget((call) => playElasticsearch(documents, call))
    const settings = {
      ...({ url: target.url, authorization: 'ApiKey abc', index: 'tollgate-usage', per: 'month' } as const),
      format: 'native',
      ...{ incumbent: incumbentDefaults, retentionDays: 90, isSetUp: false, way },
    } as const
    const body = { settings: { type: 'elasticsearch', url: target.url, isSetUp: false } }
    return { target, ids: () => [...documents.keys()], exporter: () => elasticsearchExporter(settings), body }
  },
  webhook: async () => {
    const taken = new Map<string, string>()
    const target = await startTarget(({ text }) => {
      // As the page on exporters says: repeats are told by the id of each call.
      for (const { id } of JSON.parse(text)) taken.set(id, text)
      return { status: 204, body: '' }
    })
    const settings = { url: `${target.url}/usage`, secret: 'a secret of sixteen', way, now }
    const body = { settings: { type: 'webhook', url: settings.url }, secret: settings.secret }
    return { target, ids: () => [...taken.keys()], exporter: () => webhookExporter(settings), body }
  },
  s3: async () => {
    const objects = new Map<string, string>()
    const target = await startTarget(({ path, text }) => {
      objects.set(path, text)
      return { status: 200, body: '' }
    })
    const settings = {
      ...{ endpoint: target.url, region: 'eu-central-1', bucket: 'archive', prefix: 'tollgate/usage' },
      ...{ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a secret', way, now },
    }
    const lines = () => [...objects.values()].flatMap((text) => text.trim().split('\n'))
    const { endpoint, region, bucket, accessKeyId, secretAccessKey: secret } = settings
    const body = { settings: { type: 's3', endpoint, region, bucket, accessKeyId }, secret }
    return { target, ids: () => lines().map((line) => JSON.parse(line).id), exporter: () => s3Exporter(settings), body }
  },
  moesif: async () => {
    const events = new Map<string, unknown>()
    const target = await startTarget(({ path, text }) => {
      // As the page on exporters says: an answer that is lost doubles a batch, and the id of the call tells.
      if (path === '/v1/events/batch')
        for (const event of JSON.parse(text)) events.set(event.metadata.correlationId, event)
      return { status: 201, body: '{}' }
    })
    const settings = moesifSettings(target.url)
    const body = { settings: { type: 'moesif', url: target.url }, secret: settings.applicationId }
    return { target, ids: () => [...events.keys()], exporter: () => moesifExporter(settings), body }
  },
  choreo: async () => {
    const events = new Map<string, unknown>()
    const tls = await testCertificate()
    const target: ScriptedTarget = await startTarget((call) => playChoreo(events, call, target), tls)
    const settings = choreoSettings(target.url, tls.cert)
    const { configEndpoint, onPremKey: secret } = settings
    const body = { settings: { type: 'choreo', configEndpoint, trustedCertificates: tls.cert }, secret }
    return { target, ids: () => [...events.keys()], exporter: () => choreoExporter(settings), body }
  },
  otlp: async () => {
    const spans = new Map<string, string>()
    const target = await startTarget(({ path, text }) => {
      if (path === '/v1/traces')
        for (const span of spansIn(text)) if (span.kind === 2) spans.set(span.spanId, requestIdOf(span))
      return { status: 200, body: '{"partialSuccess":{}}' }
    })
    const body = { settings: { type: 'otlp', url: target.url } }
    return { target, ids: () => [...spans.values()], exporter: () => otlpExporter(otlpSettings(target.url)), body }
  },
} satisfies Record<string, () => Promise<Kept>>

/** Of the documents of a `_bulk`. */
export function idsIn(bulk: string): string[] {
  const lines = bulk.trim().split('\n')
  return lines.flatMap((line, index) => (index % 2 === 0 ? [String(JSON.parse(line).create._id)] : []))
}

/** As the real one: an id that is there already is a conflict. */
function playElasticsearch(documents: Map<string, unknown>, { text }: TakenCall): TargetReply {
  const items = idsIn(text).map((id) => {
    const isThere = documents.has(id)
    documents.set(id, text)
    return { create: isThere ? { status: 409, error: { type: 'version_conflict_engine_exception' } } : { status: 201 } }
  })
  return { status: 200, body: JSON.stringify({ took: 1, errors: false, items }) }
}
