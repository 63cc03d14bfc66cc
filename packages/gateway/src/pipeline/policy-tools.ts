import type { ExternalServices } from '../external/external-services.ts'
import type { Scanner } from '../scanning/scanner.ts'
import type { UrlChecker } from '../url-check/url-checker.ts'
import type { Caller } from './exchange.ts'

/** What policies need of the process in which they run, so that they stay pure: the gateway brings its own, the test bench of the control plane too. */
export interface PolicyTools {
  readonly scanner: Scanner
  /** Services that rules ask, beyond caller and provider. */
  readonly external: ExternalServices
  readonly urlChecker: UrlChecker
  /** 32 bytes that only this caller's placeholders are made with: the same on every gateway and in every call, unknown to everybody else. */
  placeholderKey(caller: Caller): Buffer
}
