import type { Logger } from 'pino'
import { externalLog } from './external/external-log.ts'
import { ExternalClient } from './external/external-services.ts'
import { SecretsFile, type ServiceSecrets } from './external/service-secrets.ts'
import { UndiciOutbound } from './external/undici-outbound.ts'
import { makePlaceholderKey } from './pipeline/placeholder-key.ts'
import type { PolicyTools } from './pipeline/policy-tools.ts'
import { createScanner, type ScannerOptions } from './scanning/create-scanner.ts'
import { NetworkUrlChecker } from './url-check/network-url-checker.ts'

interface ToolsOptions {
  readonly allowPrivateUpstreams: boolean
  /** The operator's file of secrets for services that policies ask; undefined: there are none. */
  readonly serviceSecretsFile?: string | undefined
  readonly scanning?: ScannerOptions | undefined
  readonly log: Logger
  /** The one in force. */
  pepper(): string
}

/** What the policies of a gateway need of it. */
export function openPolicyTools(options: ToolsOptions): { readonly tools: PolicyTools; close(): Promise<void> } {
  const { allowPrivateUpstreams: allowPrivate, log } = options
  const scanner = createScanner(options.scanning)
  const outbound = new UndiciOutbound({ allowPrivate })
  const urlChecker = new NetworkUrlChecker({ allowPrivate, now: Date.now })
  return {
    tools: {
      scanner,
      urlChecker,
      external: new ExternalClient({ outbound, secrets: secretsOf(options), log: externalLog(log), now: Date.now }),
      placeholderKey: (caller) => makePlaceholderKey(options.pepper(), caller),
    },
    async close() {
      await outbound.close()
      await urlChecker.close()
      await scanner.close()
    },
  }
}

function secretsOf({ serviceSecretsFile: path, log }: ToolsOptions): ServiceSecrets {
  if (path === undefined) return { find: () => undefined }
  return new SecretsFile({
    path,
    now: Date.now,
    onProblem: (reason) => log.error({ reason }, 'the service secrets cannot be used'),
  })
}
