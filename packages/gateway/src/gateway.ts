import type { EndpointRow } from '@tollgate/contract/snapshot'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { Logger } from 'pino'
import type { ControlAddress } from './config/control-link.ts'
import type { SnapshotIndex } from './config/snapshot-index.ts'
import { startConfig } from './config/source.ts'
import { MemoryCounterStore } from './counters/memory.ts'
import { externalLog } from './external/external-log.ts'
import { ExternalClient } from './external/external-services.ts'
import { SecretsFile, type ServiceSecrets } from './external/service-secrets.ts'
import { UndiciOutbound } from './external/undici-outbound.ts'
import type { CallLog, CallServices } from './pipeline/call.ts'
import type { Exchange } from './pipeline/exchange.ts'
import { makePlaceholderKey } from './pipeline/placeholder-key.ts'
import type { PolicyDefinition } from './pipeline/policy.ts'
import type { PolicyTools } from './pipeline/policy-tools.ts'
import type { Protocol } from './protocols/protocol.ts'
import { createScanner } from './scanning/create-scanner.ts'
import type { AddressRanges } from './server/address-ranges.ts'
import { type CertificateFiles, readCertificate, watchCertificate } from './server/certificate-files.ts'
import { KeyDigests } from './server/credential.ts'
import { createRequestHandler } from './server/handler.ts'
import { GatewayServer, type ListenOptions } from './server/server.ts'
import { Watch } from './server/watch.ts'
import { UndiciUpstream } from './upstream/undici-upstream.ts'
import { NetworkUrlChecker } from './url-check/network-url-checker.ts'
import { KeyUses } from './usage/key-uses.ts'
import { createAdmission } from './usage/reserve.ts'
import { UsageSpool } from './usage/spool.ts'

export interface GatewayOptions {
  readonly listen: Pick<ListenOptions, 'https' | 'http'>
  readonly certificate: CertificateFiles
  readonly control: ControlAddress
  /** Where the gateway keeps its own copy of the configuration; undefined: nowhere. */
  readonly lastGoodDirectory?: string | undefined
  readonly usageDirectory: string
  /** Proxies whose X-Forwarded-For is believed; undefined: none. */
  readonly trustedProxies?: AddressRanges | undefined
  /** Tollgate's version, as the control plane shows it. */
  readonly software?: string
  readonly allowPrivateUpstreams: boolean
  /** The operator's file of secrets for services that policies ask; undefined: there are none. */
  readonly serviceSecretsFile?: string | undefined
  readonly policies: readonly PolicyDefinition[]
  readonly protocols: readonly Protocol[]
  readonly log: Logger
  /** What looks at open answers; tests bring their own, to look at a time of their choice. */
  readonly watch?: CallServices['watch']
  /** Chooses among endpoints; tests bring their own. */
  readonly random?: () => number
}

export interface Gateway {
  readonly ports: { readonly httpsPort: number; readonly httpPort: number }
  configVersion(): number
  /** Drains, then closes everything; open exchanges have `graceMs` to end. */
  stop(graceMs: number): Promise<void>
}

/** Puts a gateway together and starts it: resolves once calls can be made. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, certificate } = options
  const upstream = new UndiciUpstream({ allowPrivate: options.allowPrivateUpstreams })
  const pair = readCertificate(certificate)
  let server: GatewayServer | undefined
  const keyUses = new KeyUses()
  const scanner = createScanner()
  const outbound = new UndiciOutbound({ allowPrivate: options.allowPrivateUpstreams })
  const urlChecker = new NetworkUrlChecker({ allowPrivate: options.allowPrivateUpstreams, now: Date.now })
  const tools: PolicyTools = {
    scanner,
    urlChecker,
    external: new ExternalClient({ outbound, secrets: secretsOf(options), log: externalLog(log), now: Date.now }),
    placeholderKey: (caller) => makePlaceholderKey(config.holder.current.pepper, caller),
  }
  const config = await startConfig({
    control: options.control,
    lastGoodDirectory: options.lastGoodDirectory,
    registry: { policies: options.policies, protocols: options.protocols, tools, now: Date.now },
    software: options.software ?? 'unknown',
    log,
    onChange: (index) => upstream.retain(endpointsOf(index)),
    openCalls: () => server?.openCalls ?? 0,
    keyUses,
  })
  const { holder } = config

  const spool = new UsageSpool({ directory: options.usageDirectory, log: spoolLog(log), now: Date.now })
  const services = {
    upstream,
    ledger: {
      append: (record: UsageRecord) => {
        keyUses.note(record.caller.keyId, record.at)
        spool.append(record)
      },
    },
    log: callLog(log),
    watch: options.watch ?? new Watch(),
    admit: createAdmission({ counters: new MemoryCounterStore(), now: Date.now }),
    random: options.random ?? Math.random,
  }
  const doorLog = { refused: (about: object) => log.info(about, 'refused at the door') }
  const { trustedProxies } = options
  const handler = createRequestHandler({ holder, digests: new KeyDigests(), services, log: doorLog, trustedProxies })
  server = new GatewayServer(handler)
  const ports = await server.listen({ ...options.listen, certificate: pair })
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
      await config.stop()
      await upstream.close()
      await outbound.close()
      await urlChecker.close()
      await scanner.close()
      spool.close()
    },
  }
}

function endpointsOf(index: SnapshotIndex): Set<EndpointRow> {
  return new Set([...index.allApis()].flatMap((api) => api.row.endpoints))
}

function secretsOf({ serviceSecretsFile: path, log }: GatewayOptions): ServiceSecrets {
  if (path === undefined) return { find: () => undefined }
  return new SecretsFile({
    path,
    now: Date.now,
    onProblem: (reason) => log.error({ reason }, 'the service secrets cannot be used'),
  })
}

function callLog(log: Logger): CallLog {
  const about = (x: Exchange) => ({ requestId: x.id, api: x.api.name, application: x.caller.application.name })
  return {
    attemptFailed: (x, detail) => log.warn({ ...about(x), endpoint: x.endpoint?.id, detail }, 'the provider failed'),
    policyFailed: (x, policy, error) => log.error({ ...about(x), policy, err: error }, 'a policy failed'),
    callFailed: (x, error) => log.error({ ...about(x), err: error }, 'a call failed inside the gateway'),
  }
}

function spoolLog(log: Logger): { appendFailed(error: unknown, waiting: number): void; appendRecovered(): void } {
  return {
    appendFailed: (error, waiting) =>
      log.error({ err: error, waiting }, 'a usage record could not be written; it waits in memory'),
    appendRecovered: () => log.info('usage records are being written again'),
  }
}
