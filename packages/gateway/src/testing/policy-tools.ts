import { createHash } from 'node:crypto'
import { ExternalClient } from '../external/external-services.ts'
import { UndiciOutbound } from '../external/undici-outbound.ts'
import type { PolicyTools } from '../pipeline/policy-tools.ts'
import { createScanner } from '../scanning/create-scanner.ts'
import { NetworkUrlChecker } from '../url-check/network-url-checker.ts'

/** What policies need of a process, for tests: a scanner of its own, whose threads let the process end. */
export function testTools(changes: Partial<PolicyTools> = {}): PolicyTools {
  return {
    scanner: createScanner(),
    external: new ExternalClient({
      outbound: new UndiciOutbound({ allowPrivate: true }),
      secrets: { find: () => undefined },
      log: { called: () => {}, breakerOpened: () => {}, breakerClosed: () => {} },
      now: Date.now,
    }),
    urlChecker: new NetworkUrlChecker({ allowPrivate: true, now: Date.now }),
    placeholderKey: ({ application }) => createHash('sha256').update(application.id).digest(),
    ...changes,
  }
}
