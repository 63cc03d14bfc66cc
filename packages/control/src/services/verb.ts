import type { Logger } from 'pino'
import { type Actor, allows, type Target } from '../access/actor.ts'
import type { Permission } from '../access/permissions.ts'
import type { AnalyticsStore } from '../analytics/analytics-store.ts'
import type { Exporter } from '../analytics/exporters/exporter.ts'
import type { PolicyCatalogue } from '../config/policy-catalogue.ts'
import type { UsageMetrics } from '../metrics/usage-metrics.ts'
import type { GatewayConnection } from '../playground/find-connection.ts'
import type { Playground } from '../playground/playground.ts'
import type { PolicyBench } from '../policy-bench/policy-bench.ts'
import type { AlertSender } from '../quota-state/alert-sender.ts'
import type { LiveCounters } from '../quota-state/live-counters.ts'
import type { Vault } from '../secrets/vault.ts'
import type { ExporterRecord, Kind, Managed, RecordBase, Records } from '../storage/records.ts'
import type { Reader, Store, Writer } from '../storage/store.ts'
import type { LogIns } from './log-ins.ts'
import { notFound, Problem } from './problem.ts'

/** Where gateways on other machines reach this control plane over TLS. */
export interface ControlLink {
  /** `https://…` */
  readonly url: string
  /** SHA-256 of its certificate's public key (SPKI in DER), hex. */
  readonly fingerprint: string
}

export interface IdentityProvider {
  readonly id: string
  /** On the button of the log-in page. */
  readonly name: string
  readonly issuer: string
}

/** What all verbs work with; made once at the start. */
export interface Services {
  readonly store: Store
  readonly vault: Vault
  /** Hex: the secret of the API keys' digests. */
  readonly pepper: string
  readonly policies: PolicyCatalogue
  /** Where calls are tried. */
  readonly bench: PolicyBench
  /** Where people make calls from a page. */
  readonly playground: Playground
  /** How agents reach the gateway. */
  readonly findConnection: () => Promise<GatewayConnection>
  readonly allowPrivateUpstreams: boolean
  /** The configuration file that everything it can declare is managed by; null: none. */
  readonly managedFile: string | null
  /** null: nobody reaches it from elsewhere. */
  readonly link: ControlLink | null
  /** Never called inside a change: on SQLite both would wait for the one connection. */
  readonly authentication: LogIns
  /** Where people may sign in besides by e-mail. */
  readonly identityProviders: readonly IdentityProvider[]
  /** Invitations are mailed; else whoever invites hands the link over. */
  readonly sendsMail: boolean
  /** Hex: what programs on this machine present that can read the data folder; null: nothing is accepted. */
  readonly localToken: string | null
  /** Usage, as gateways ship it. */
  readonly analytics: AnalyticsStore
  /** What sends usage to the target of an exporter. Throws where it cannot be made of what is set up. */
  readonly openExporter: (exporter: ExporterRecord) => Exporter | Promise<Exporter>
  /** What this process took in of it, summed for Prometheus. */
  readonly usageMetrics: UsageMetrics
  /** How limits stand, as gateways tell it. */
  readonly liveCounters: LiveCounters
  /** Hands alerts to channels. */
  readonly alertSender: AlertSender
  readonly now: () => number
  readonly log: Logger
}

/**
 * What one call of a verb works with. A verb is a function `(verb: Verb, input) => Promise<result>`, one a file: it checks that the
 * actor may, and does everything in one `change`.
 */
export interface Verb extends Services {
  readonly actor: Actor
  /** The revision that the caller has seen (If-Match); undefined: it did not say. */
  readonly expectedRevision: number | undefined
  /** Set where this verb is a part of another (a configuration file that is applied): one transaction, one audit entry for all. */
  readonly transaction?: Writer
}

export function readerOf({ store, actor, transaction }: Verb): Reader {
  return transaction ?? store.read(actor.organisationId)
}

/** One verb, one transaction, one audit entry. Only the writer may be awaited inside. */
export function change<T>(verb: Verb, name: string, work: (writer: Writer) => Promise<T>): Promise<T> {
  if (verb.transaction !== undefined) return work(verb.transaction)
  const { organisationId, audit, from, requestId } = verb.actor
  return verb.store.change({ organisationId, actor: audit, verb: name, from, requestId }, work)
}

/** Throws where the actor may not. Where the target itself must stay unknown to them, ask `allows` and throw notFound. */
export function authorise({ actor }: Verb, permission: Permission, target: Target = {}): void {
  if (actor.readOnly && !permission.endsWith(':read'))
    throw new Problem('forbidden', 'This token may only read: use one that may write.')
  if (!allows(actor, permission, target))
    throw new Problem(
      'forbidden',
      `This needs the permission ${permission}: ask an administrator for a role that has it.`,
    )
}

/** The record, as the caller last saw it: 404 where it is not there, 412 where it was changed since. */
export async function current<K extends Kind>(
  verb: Verb,
  reader: Reader,
  { kind, id, what = kind }: { kind: K; id: string; what?: string },
): Promise<Records[K]> {
  const record = await reader.get(kind, id)
  if (record === undefined) throw notFound(what, id)
  expectRevision(verb, record)
  return record
}

export function expectRevision({ expectedRevision }: Verb, record: RecordBase): void {
  if (expectedRevision === undefined || expectedRevision === record.revision) return
  throw new Problem(
    'stale',
    `It was changed since you read it (you have revision ${expectedRevision}, now it is ${record.revision}): read it again and repeat the change.`,
  )
}

/** What a configuration file declares is changed there and nowhere else. */
export function mayBeEdited({ managedFile, actor }: Verb, record?: Managed): void {
  if (managedFile === null || actor.audit.kind === 'file') return
  const what = record === undefined ? 'Everything of this kind' : 'This'
  throw new Problem(
    'conflict',
    `${what} is managed by ${managedFile}: change it there, it is in force as soon as it is saved.`,
  )
}

/** Fields that a file-managed record gets. */
export function managedBy({ actor }: Verb): Managed {
  return { managedBy: actor.audit.kind === 'file' ? 'file' : null }
}
