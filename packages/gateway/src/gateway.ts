import type { EndpointRow } from '@tollgate/contract/snapshot'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { Logger } from 'pino'
import { type KeptRequests, RequestQueue } from './capture/request-queue.ts'
import type { ControlAddress } from './config/control-link.ts'
import type { SnapshotIndex } from './config/snapshot-index.ts'
import { type Config, type ConfigOptions, startConfig } from './config/source.ts'
import { tellCounters } from './config/tell-counters.ts'
import { openPolicyTools } from './open-policy-tools.ts'
import type { CallLog, CallServices } from './pipeline/call.ts'
import type { Exchange } from './pipeline/exchange.ts'
import type { PolicyDefinition } from './pipeline/policy.ts'
import type { Protocol } from './protocols/protocol.ts'
import { createAdmission } from './quota/admission.ts'
import { AwayCounters } from './quota/away-counters.ts'
import { createCallJournal } from './quota/call-journal.ts'
import { createEndpointAdmission } from './quota/endpoint-admission.ts'
import { type OpenCounters, openCounters } from './quota/open-counters.ts'
import { createReserve } from './quota/reserve.ts'
import { TouchedLimits } from './quota/touched-limits.ts'
import type { JournalName } from './recovery/admitted-files.ts'
import { Books } from './recovery/books.ts'
import type { Charged } from './recovery/charged.ts'
import { ThreadBooks } from './recovery/thread-books.ts'
import type { ScannerOptions } from './scanning/create-scanner.ts'
import { AddressRanges } from './server/address-ranges.ts'
import { type CertificateFiles, readCertificate, watchCertificate } from './server/certificate-files.ts'
import { KeyDigests } from './server/credential.ts'
import { createRequestHandler } from './server/handler.ts'
import type { ListenAt } from './server/listening.ts'
import { GatewayServer } from './server/server.ts'
import { Watch } from './server/watch.ts'
import { Http1Upstream } from './upstream/http1-upstream.ts'
import { KeyUses } from './usage/key-uses.ts'
import { type ShippingOptions, UsageShipper } from './usage/shipping/usage-shipper.ts'

export interface GatewayOptions extends CarryingOptions {
  readonly listen: ListenAt
  readonly control: ControlAddress
  /** Where the gateway keeps its own copy of the configuration; undefined: nowhere. */
  readonly lastGoodDirectory?: string | undefined
  /** Tollgate's version, as the control plane shows it. */
  readonly software?: string
  /** Days for which usage files stay once the control plane has them; undefined: `usageDaysPreset`. */
  readonly usageDays?: number | undefined
}

/** What the carrying of calls needs, in a gateway of one thread as in each of several. */
export interface CarryingOptions {
  readonly certificate: CertificateFiles
  readonly usageDirectory: string
  /** Of a thread: under which name it notes its calls. undefined: this gateway has one thread, and keeps its books itself. */
  readonly journal?: JournalName | undefined
  /** Where all gateways count quotas together; undefined: each counts by itself. */
  readonly redisUrl?: string | undefined
  /** Memory in which the threads of a gateway count together. */
  readonly counterMemory?: SharedArrayBuffer | undefined
  /** Addresses and ranges of proxies whose X-Forwarded-For is believed; undefined: none. */
  readonly trustedProxies?: readonly string[] | undefined
  readonly allowPrivateUpstreams: boolean
  /** The operator's file of secrets for services that policies ask; undefined: there are none. */
  readonly serviceSecretsFile?: string | undefined
  readonly policies: readonly PolicyDefinition[]
  readonly protocols: readonly Protocol[]
  readonly log: Logger
  /** What TLS sessions are resumed with in every thread of a gateway; undefined: in this one alone. */
  readonly ticketKeys?: Uint8Array | undefined
  /** Of long scans; undefined: the presets. */
  readonly scanning?: ScannerOptions | undefined
  /** What looks at open answers; tests bring their own, to look at a time of their choice. */
  readonly watch?: CallServices['watch']
  /** Chooses among endpoints; tests bring their own. */
  readonly random?: () => number
  /** The time by which quotas are counted, in Unix milliseconds; tests bring their own. */
  readonly now?: () => number
}

export interface Gateway {
  readonly ports: { readonly httpsPort: number; readonly httpPort: number }
  configVersion(): number
  /** Drains, then closes everything; open exchanges have `graceMs` to end. */
  stop(graceMs: number): Promise<void>
}

/** What one that carries calls gives to whoever follows the control plane. */
export type CarrierNeeds = Pick<ConfigOptions, 'registry' | 'onChange' | 'openCalls' | 'countersStatus'>

/** Beside it, what a gateway has once, however many threads carry its calls: whoever has it lends it. */
interface CarrierOptions extends CarryingOptions {
  /** Where the threads of a gateway listen is known once the first of them does. */
  listen(): Promise<ListenAt>
  follow(needs: CarrierNeeds): Promise<Config>
  readonly keyUses: Pick<KeyUses, 'note'>
  readonly keptRequests: KeptRequests
  readonly touched: Pick<TouchedLimits, 'note'>
  /** Left out where whoever has it tells the control plane how limits stand. */
  tell?(counters: OpenCounters): { stop(): Promise<void> }
  /** Left out where whoever has it ships what is in the usage files; called once calls can be made. */
  ship?(): { stop(): Promise<void> }
}

export const usageDaysPreset = 30

export function shippingOf(options: Pick<GatewayOptions, 'control' | 'usageDirectory' | 'usageDays' | 'log'>) {
  const { control, usageDirectory, usageDays = usageDaysPreset, log } = options
  return { control, usageDirectory, usageDays, log } satisfies Omit<ShippingOptions, 'now'>
}

/** Puts a gateway of one thread together and starts it: resolves once calls can be made. */
export function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { control, lastGoodDirectory, software = 'unknown', log } = options
  const keyUses = new KeyUses()
  const keptRequests = new RequestQueue()
  const touched = new TouchedLimits()
  return startCarrier({
    ...options,
    listen: () => Promise.resolve(options.listen),
    follow: (needs) => startConfig({ ...needs, control, lastGoodDirectory, software, log, keyUses, keptRequests }),
    keyUses,
    keptRequests,
    touched,
    tell: (counters) => tellCounters({ control, touched, counters, log, now: options.now ?? Date.now }),
    ship: () => new UsageShipper({ ...shippingOf(options), now: options.now ?? Date.now }),
  })
}

/** Carries calls: a gateway of one thread, or one thread of a gateway. Resolves once calls can be made. */
export async function startCarrier(options: CarrierOptions): Promise<Gateway> {
  const { log, certificate, keyUses, keptRequests } = options
  const upstream = new Http1Upstream({ allowPrivate: options.allowPrivateUpstreams })
  const pair = readCertificate(certificate)
  const counters = openCounters({ redisUrl: options.redisUrl, memory: options.counterMemory, log })
  let server: GatewayServer | undefined
  const { tools, close: closeTools } = openPolicyTools({ ...options, pepper: () => config.holder.current.pepper })
  const config = await options.follow({
    registry: { policies: options.policies, protocols: options.protocols, tools, now: Date.now },
    onChange: (index) => upstream.retain(endpointsOf(index)),
    openCalls: () => server?.openCalls ?? 0,
    countersStatus: () => counters.status(),
  })
  const { holder } = config

  const now = options.now ?? Date.now
  const { usageDirectory } = options
  // A gateway of several threads keeps its books in the main one.
  const books =
    options.journal === undefined
      ? new Books({ usageDirectory, local: counters.local, kept: counters.shared, log, now })
      : undefined
  const name = options.journal ?? { seat: 0, run: '', thread: 0, ...books?.place }
  const threadBooks = new ThreadBooks({ usageDirectory, name, isShared: books === undefined, log, now })
  const away = counters.shared === null ? null : new AwayCounters(counters.shared)
  const counting = {
    reserve: createReserve({ store: counters.store, away }),
    journal: createCallJournal(threadBooks.journal),
    quotas: () => holder.current.quotas,
    touched: options.touched,
    now,
  }
  const services = {
    upstream,
    ledger: {
      append: (record: UsageRecord, charged: readonly Charged[]) => {
        keyUses.note(record.caller.keyId, record.at)
        threadBooks.append(record, charged)
      },
    },
    keptRequests,
    log: callLog(log),
    watch: options.watch ?? new Watch(),
    admit: createAdmission(counting),
    admitTo: createEndpointAdmission(counting),
    now: counting.now,
    random: options.random ?? Math.random,
  }
  const telling = options.tell?.(counters)
  const doorLog = { refused: (about: object) => log.info(about, 'refused at the door') }
  const { trustedProxies: proxies = [] } = options
  const trustedProxies = proxies.length === 0 ? undefined : new AddressRanges(proxies)
  const handler = createRequestHandler({ holder, digests: new KeyDigests(), services, log: doorLog, trustedProxies })
  server = new GatewayServer(handler)
  const { ticketKeys } = options
  const ports = await server.listen({ ...(await options.listen()), certificate: pair, ticketKeys })
  const shipping = options.ship?.()
  const stopWatching = watchCertificate(certificate, (changed) => {
    if (changed instanceof Error)
      log.error({ reason: changed.message }, 'the new certificate cannot be used; the old one stays in force')
    else {
      server.replaceCertificate(changed)
      log.info('certificate replaced')
    }
  })
  return {
    ports,
    configVersion: () => holder.version,
    async stop(graceMs) {
      stopWatching()
      await server.drain(graceMs)
      await telling?.stop()
      await config.stop()
      await upstream.close()
      await closeTools()
      await away?.close()
      counters.close()
      threadBooks.close()
      await books?.close()
      await shipping?.stop()
    },
  }
}

function endpointsOf(index: SnapshotIndex): Set<EndpointRow> {
  return new Set([...index.allApis()].flatMap((api) => api.row.endpoints))
}

function callLog(log: Logger): CallLog {
  const about = (x: Exchange) => ({ requestId: x.id, api: x.api.name, application: x.caller.application.name })
  return {
    attemptFailed: (x, detail) => log.warn({ ...about(x), endpoint: x.endpoint?.id, detail }, 'the provider failed'),
    policyFailed: (x, policy, error) => log.error({ ...about(x), policy, err: error }, 'a policy failed'),
    callFailed: (x, error) => log.error({ ...about(x), err: error }, 'a call failed inside the gateway'),
  }
}
