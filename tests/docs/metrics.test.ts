import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DescribedExporter } from '@tollgate/control/analytics/exporters/describe-exporters'
import { exporterFamilies } from '@tollgate/control/analytics/exporters/exporter-metrics'
import { randomRecords } from '@tollgate/control/analytics/testing/random-records'
import { gatewayFamilies } from '@tollgate/control/metrics/gateway-families'
import { processFamilies } from '@tollgate/control/metrics/process-families'
import { UsageCells } from '@tollgate/control/metrics/usage-cells'
import { usageFamilies } from '@tollgate/control/metrics/usage-families'
import type { SeenGateway } from '@tollgate/control/services/gateway-health'
import { codeIn, readPage } from './page.ts'

test('metrics.md names every metric that is served, with its type and labels, and no other', () => {
  const documented = readPage('docs/reference/metrics.md')
    .rows('metric', 'type', 'labels')
    .map(({ metric = '', type = '', labels = '' }) => ({ name: codeIn(metric)[0] ?? '', type, labels: codeIn(labels) }))
  const served = everyFamily().map(({ name, type, samples }) => {
    const [sample] = samples
    assert.ok(sample !== undefined, `${name} has no sample here`)
    return { name, type, labels: Object.keys(sample.labels).filter((label) => label !== 'le') }
  })
  const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1)
  const sorted = (all: typeof documented) =>
    all.map((one) => ({ ...one, labels: one.labels.toSorted() })).toSorted(byName)
  assert.deepEqual(sorted(documented), sorted(served))
})

function everyFamily() {
  const cells = new UsageCells()
  for (const record of randomRecords(100, { seed: 1, from: 0, to: 1_000 })) cells.add(record)
  return [
    ...usageFamilies(cells),
    ...exporterFamilies([described]),
    ...gatewayFamilies([seen], 1),
    ...processFamilies(0),
  ]
}

const base = { id: 'exp_1', organisationId: 'org_a', revision: 1, createdAt: 0, updatedAt: 0 }

const described: DescribedExporter = {
  exporter: {
    ...{ ...base, name: 'hook', type: 'webhook', settings: {}, sealed: null, lastFour: null },
    ...{ isPaused: false, replay: null },
  },
  ...{ status: 'delivering', error: null, errorAt: null, deadLetters: 0 },
  progress: { lastDeliveryAt: null, deadLettersInAll: 0, lagRecords: 0, lagSeconds: 0 },
}

const seen: SeenGateway = {
  gateway: { ...base, id: 'gw_1', environmentId: 'env_1', name: 'local', digest: null, state: 'active' },
  storeVersion: 1,
  sighting: {
    ...{ gatewayId: 'gw_1', seenAt: 0, isHealthy: true, isInSync: true },
    status: {
      ...{ version: 1, software: '1', startedAt: 0, source: 'control', refused: null, openCalls: 0 },
      counters: { isAvailable: true, reason: null, since: 0 },
    },
  },
}
