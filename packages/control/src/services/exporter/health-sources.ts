import type { HealthSources } from '../../analytics/exporters/describe-exporters.ts'
import type { Verb } from '../verb.ts'

export function healthSources({ store, analytics, now }: Verb): HealthSources {
  return { book: store.exporters, ledger: analytics, now }
}
