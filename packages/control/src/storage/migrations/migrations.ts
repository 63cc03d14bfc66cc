import type { Kysely } from 'kysely'
import * as resources from './0001-resources.ts'
import * as authentication from './0002-authentication.ts'
import * as keptRequests from './0003-kept-requests.ts'
import * as quotaState from './0005-quota-state.ts'
import * as quotas from './0006-quotas.ts'
import * as agentMetadata from './0007-agent-metadata.ts'
import * as exporters from './0008-exporters.ts'
import * as savedViews from './0009-saved-views.ts'

export interface Migration {
  up(db: Kysely<unknown>): Promise<void>
}
export type Migrations = Readonly<Record<string, Migration>>

/** In their order, which is the order of their names. None is ever changed or removed once it was released. */
export const migrations: Migrations = {
  '0001-resources': resources,
  '0002-authentication': authentication,
  '0003-kept-requests': keptRequests,
  '0005-quota-state': quotaState,
  '0006-quotas': quotas,
  '0007-agent-metadata': agentMetadata,
  '0008-exporters': exporters,
  '0009-saved-views': savedViews,
}
