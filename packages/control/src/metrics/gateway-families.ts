import type { SeenGateway } from '../services/gateway-health.ts'
import type { MetricFamily } from './text-format.ts'

type Sighting = NonNullable<SeenGateway['sighting']>

/** What gateways last said of themselves. One that was never heard of has `tollgate_gateway_up` alone. */
export function gatewayFamilies(seen: readonly SeenGateway[], storeVersion: number): readonly MetricFamily[] {
  const active = seen
    .filter(({ gateway }) => gateway.state === 'active')
    .map(({ gateway, sighting }) => ({ labels: { gateway: gateway.name }, sighting }))
  const gauge = (name: string, help: string, value: (sighting: Sighting) => number | undefined): MetricFamily => {
    const samples = active.flatMap(({ labels, sighting }) => {
      const found = sighting === undefined ? undefined : value(sighting)
      return found === undefined ? [] : [{ labels, value: found }]
    })
    return { name, help, type: 'gauge', samples }
  }
  return [
    {
      name: 'tollgate_config_version',
      help: 'Version of everything that is saved in the control plane.',
      type: 'gauge',
      samples: [{ labels: {}, value: storeVersion }],
    },
    {
      name: 'tollgate_gateway_up',
      help: '1 while the gateway says every five seconds how it is.',
      type: 'gauge',
      samples: active.map(({ labels, sighting }) => ({ labels, value: sighting?.isHealthy === true ? 1 : 0 })),
    },
    gauge('tollgate_gateway_open_calls', 'Calls that were open when the gateway last said so.', ({ status }) => {
      return status.openCalls
    }),
    gauge('tollgate_gateway_config_version', 'Version in force at the gateway.', ({ status }) => status.version),
    gauge('tollgate_gateway_start_time_seconds', 'When the gateway was started, in Unix seconds.', ({ status }) => {
      return status.startedAt / 1_000
    }),
    gauge('tollgate_gateway_shared_counters_up', '1 while the gateway reaches the shared counters.', ({ status }) => {
      return status.counters === null ? undefined : Number(status.counters.isAvailable)
    }),
  ]
}
