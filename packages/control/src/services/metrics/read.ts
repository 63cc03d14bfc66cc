import { describeExporters } from '../../analytics/exporters/describe-exporters.ts'
import { exporterFamilies } from '../../analytics/exporters/exporter-metrics.ts'
import { gatewayFamilies } from '../../metrics/gateway-families.ts'
import { processFamilies } from '../../metrics/process-families.ts'
import { renderMetrics } from '../../metrics/text-format.ts'
import { seenGateways } from '../gateway-health.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'

/** Everything that Prometheus is told of the actor's organisation, in its text format. */
export async function readMetrics(verb: Verb): Promise<string> {
  for (const permission of ['usage:read', 'settings:read', 'gateways:read'] as const) authorise(verb, permission)
  const { usageMetrics, analytics, store, now } = verb
  const reader = readerOf(verb)
  const exporters = await reader.find('exporter', {})
  const described = await describeExporters({ book: store.exporters, ledger: analytics, now }, exporters)
  const storeVersion = await store.version()
  const gateways = await seenGateways(verb, await reader.find('gateway', {}))
  return renderMetrics([
    ...usageMetrics.families(verb.actor.organisationId),
    ...exporterFamilies(described),
    ...gatewayFamilies(gateways, storeVersion),
    ...processFamilies(usageMetrics.startedAt),
  ])
}
