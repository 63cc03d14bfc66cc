import type { ExporterSettings } from '@tollgate/contract/resources/exporter-settings'
import type { TargetWay } from './call-target.ts'
import { choreoExporter } from './choreo/choreo.ts'
import { elasticsearchExporter } from './elasticsearch/elasticsearch.ts'
import { elkLogExporter } from './elk-log/elk-log.ts'
import type { Exporter } from './exporter.ts'
import { moesifExporter } from './moesif/moesif.ts'
import { otlpExporter } from './otlp/otlp.ts'
import { s3Exporter } from './s3/s3.ts'
import { webhookExporter } from './webhook/webhook.ts'

export interface ExporterSetUp {
  readonly organisationId: string
  readonly settings: ExporterSettings
  readonly secret: string | undefined
}

export interface ExporterDeps {
  readonly allowPrivate: boolean
  /** Of this machine. */
  readonly hostname: string
  now(): number
  /** The body of a request of that organisation that its API keeps redacted; undefined: there is none. */
  keptBody(organisationId: string, requestId: string): Promise<string | undefined>
}

/** The exporter of what is set up. Throws where that has no secret and needs one. */
export function makeExporter({ organisationId, settings, secret }: ExporterSetUp, deps: ExporterDeps): Exporter {
  const { allowPrivate, hostname } = deps
  const now = () => deps.now()
  const wayOf = (trustedCertificates: string | undefined): TargetWay => ({ allowPrivate, trustedCertificates })
  switch (settings.type) {
    case 'elk-log':
      return elkLogExporter({ ...settings, host: settings.host ?? `127.0.0.1-${hostname}`, now })
    case 'elasticsearch':
      return elasticsearchExporter({ ...settings, authorization: secret, way: wayOf(settings.trustedCertificates) })
    case 'webhook':
      return webhookExporter({ ...settings, secret: given(secret), way: wayOf(settings.trustedCertificates), now })
    case 's3':
      return s3Exporter({ ...settings, secretAccessKey: given(secret), way: wayOf(settings.trustedCertificates), now })
    case 'moesif':
      return moesifExporter({
        ...settings,
        ...{ applicationId: given(secret), way: wayOf(settings.trustedCertificates), now },
        keptBody: (id) => deps.keptBody(organisationId, id),
      })
    case 'choreo':
      return choreoExporter({
        ...settings,
        ...{ onPremKey: given(secret), way: wayOf(settings.trustedCertificates), now },
      })
    case 'otlp':
      return otlpExporter({ ...settings, headers: secret, way: wayOf(settings.trustedCertificates) })
  }
}

function given(secret: string | undefined): string {
  if (secret === undefined) throw new Error('the exporter has no secret, and needs one')
  return secret
}
