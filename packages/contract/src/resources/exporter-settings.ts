import { z } from 'zod'

/** What each type of exporter has to be told. The secret is no part of it: each has one at most (see the type). */

const url = z.string().trim().min(1).max(2_000)

/** Whole, and not one of the system's: in those a folder can neither be made nor refused in time. */
const folder = z
  .string()
  .max(1_000)
  .regex(
    /^(?!\/(proc|sys|dev)(\/|$))(\/(?!\.{1,2}(\/|$))[^/\0]+)+$/,
    'is no whole path of a folder for logs, such as /var/log/tollgate',
  )

/** What the target's certificate was issued by, where that is nobody whom everybody knows. */
const trustedCertificates = z
  .string()
  .max(200_000)
  .regex(/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/, 'is no certificate in PEM form')
  .optional()
  .describe('PEM: trusted besides the usual ones')

const gatewayType = z.string().min(1).max(100)

const incumbentSchema = z.strictObject({
  gatewayType: gatewayType.default('TOLLGATE').describe('SYNAPSE where the reader knows no other'),
  regionId: z.string().min(1).max(100).default('default'),
  tenantDomain: z.string().min(1).max(200).default('carbon.super'),
})
const aboutIncumbent = 'what the incumbent’s events say that no record knows'
const incumbent = incumbentSchema.prefault({}).describe(aboutIncumbent)

const elkLog = z
  .strictObject({
    type: z.literal('elk-log'),
    folder: folder.describe('folder of the control plane’s machine'),
    host: z.string().min(1).max(200).optional().describe('`address-name` in the lines; left out: that of the machine'),
    incumbent,
    fileBytesMax: z.int().min(1_000_000).default(1_000_000_000).describe('a longer file is rolled'),
    filesKept: z.int().min(1).max(1_000).default(10),
  })
  .describe('a rotating apim_metrics.log, for the Filebeat of the incumbent; no secret')

const elasticsearch = z
  .strictObject({
    type: z.literal('elasticsearch'),
    url: url.describe('of Elasticsearch 8 or 9, or OpenSearch'),
    trustedCertificates,
    index: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,99}$/, 'begins with a small letter, and has small letters, digits and - only')
      .default('tollgate-usage')
      .describe('the alias, and what names of indices begin with'),
    per: z.enum(['day', 'month']).default('month'),
    format: z
      .enum(['native', 'wso2'])
      .default('native')
      .describe('wso2: events as the incumbent’s dashboards read them'),
    incumbent,
    retentionDays: z.int().min(1).max(36_500).default(400).describe('indices are deleted after that'),
    isSetUp: z.boolean().default(true).describe('false: template and life cycle are somebody else’s business'),
  })
  .describe('secret: the whole value of `authorization`, such as `ApiKey …` or `Basic …`')

const webhook = z
  .strictObject({
    type: z.literal('webhook'),
    url: url.describe('where calls are sent by POST, as a JSON array'),
    trustedCertificates,
  })
  .describe('secret: what signatures are made with; `whsec_…` is read as Standard Webhooks say')

const s3 = z
  .strictObject({
    type: z.literal('s3'),
    endpoint: url.describe('such as https://s3.eu-central-1.amazonaws.com; the bucket is a part of the path'),
    region: z.string().min(1).max(100),
    bucket: z.string().min(1).max(100),
    prefix: z.string().max(200).default('tollgate/usage').describe('in front of every object’s name'),
    accessKeyId: z.string().min(1).max(200),
    trustedCertificates,
  })
  .describe('gzip of JSON lines in a bucket; secret: the secret access key')

const fieldNames = z.array(z.string().trim().min(1).max(200)).max(100).default([])

const moesif = z
  .strictObject({
    type: z.literal('moesif'),
    url: url.default('https://api.moesif.net'),
    gateway: z
      .string()
      .regex(/^[a-z0-9.-]+(:\d{1,5})?$/i, 'is no host and port, such as ai.example.com:8243')
      .default('localhost:8243')
      .describe('host and port at which callers reach the gateway: what `uri` begins with'),
    company: z.enum(['organisation', 'team', 'none']).default('organisation').describe('what a company of Moesif is'),
    hasProfiles: z.boolean().default(true).describe('users and companies are told of besides'),
    hasHeaders: z.boolean().default(false).describe('the few headers that are kept of a call are sent'),
    maskedHeaders: fieldNames.describe('headers whose values are masked'),
    hasBodies: z
      .boolean()
      .default(false)
      .describe('the request’s body, of APIs that keep it redacted (payloadCapture); never one that is kept in full'),
    maskedFields: fieldNames.describe('fields of bodies, at any depth, whose values are masked'),
    isSampled: z.boolean().default(false).describe('true: what Moesif’s own configuration samples away is not sent'),
    tenantDomain: z.string().min(1).max(200).default('carbon.super'),
    trustedCertificates,
  })
  .describe('secret: the collector application id')

const choreo = z
  .strictObject({
    type: z.literal('choreo'),
    configEndpoint: url.default('https://analytics-event-auth.choreo.dev/auth/v1'),
    incumbent: incumbentSchema
      .extend({ gatewayType: gatewayType.default('SYNAPSE').describe('others may be unknown there') })
      .prefault({})
      .describe(aboutIncumbent),
    trustedCertificates,
  })
  .describe('WSO2’s Choreo, which its maker is retiring; secret: the on-prem key')

const otlp = z
  .strictObject({
    type: z.literal('otlp'),
    url: url.describe('of the collector, without /v1/…: such as https://otel.example.com:4318'),
    hasTraces: z.boolean().default(true),
    hasMetrics: z.boolean().default(true),
    hasLogs: z.boolean().default(true),
    metricNames: z
      .enum(['new', 'old', 'both'])
      .default('new')
      .describe('old: gen_ai.client.token.usage, as dashboards before 2026 read it'),
    serviceName: z.string().min(1).max(200).default('tollgate'),
    trustedCertificates,
  })
  .describe(
    'OpenTelemetry over HTTP, in JSON; secret, where one is needed: headers as OTEL_EXPORTER_OTLP_HEADERS has them, such as `authorization=Bearer%20…`',
  )

export const exporterSettingsSchema = z.discriminatedUnion('type', [
  elkLog,
  elasticsearch,
  webhook,
  s3,
  moesif,
  choreo,
  otlp,
])
export type ExporterSettings = z.infer<typeof exporterSettingsSchema>
