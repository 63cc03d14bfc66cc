import { externalLog } from '@tollgate/gateway/external/external-log'
import { ExternalClient } from '@tollgate/gateway/external/external-services'
import { SecretsFile } from '@tollgate/gateway/external/service-secrets'
import { UndiciOutbound } from '@tollgate/gateway/external/undici-outbound'
import { makePlaceholderKey } from '@tollgate/gateway/pipeline/placeholder-key'
import { createScanner } from '@tollgate/gateway/scanning/create-scanner'
import { NetworkUrlChecker } from '@tollgate/gateway/url-check/network-url-checker'
import type { Logger } from 'pino'
import type { BenchTools } from './policy-bench.ts'

export interface BenchToolsOptions {
  /** Hex: what placeholders are made with. */
  readonly pepper: string
  /** Where a gateway on this machine has the secrets of services that policies ask. */
  readonly serviceSecretsFile: string
  readonly allowPrivateUpstreams: boolean
  readonly log: Logger
}

/** The control process's own: a trial takes nothing from a gateway. Services that a policy asks are asked, as a call would. */
export function openBenchTools({ pepper, log, ...options }: BenchToolsOptions): BenchTools {
  const scanner = createScanner()
  const outbound = new UndiciOutbound({ allowPrivate: options.allowPrivateUpstreams })
  const secrets = new SecretsFile({
    path: options.serviceSecretsFile,
    now: Date.now,
    onProblem: (reason) => log.error({ reason }, 'the service secrets cannot be used'),
  })
  const urlChecker = new NetworkUrlChecker({ allowPrivate: options.allowPrivateUpstreams, now: Date.now })
  return {
    scanner,
    urlChecker,
    external: new ExternalClient({ outbound, secrets, log: externalLog(log), now: Date.now }),
    placeholderKey: (caller) => makePlaceholderKey(pepper, caller),
    async close() {
      await outbound.close()
      await urlChecker.close()
      await scanner.close()
    },
  }
}
