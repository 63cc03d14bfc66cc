import type { ControlReady } from '@tollgate/contract/process-messages'
import type { Logger } from 'pino'
import type { PolicyCatalogue } from '../config/policy-catalogue.ts'
import type { Settings } from '../settings.ts'

export interface ServeContext {
  readonly settings: Settings
  readonly policies: PolicyCatalogue
  readonly hostname: string
  /** Tollgate's version. */
  readonly version: string
  readonly log: Logger
  /** Told once, when gateways can fetch the snapshot. */
  readonly onReady: (ready: ControlReady) => void
  /** Aborted when the process is to end. */
  readonly stop: AbortSignal
}
