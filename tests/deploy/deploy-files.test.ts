import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { mapping } from '@tollgate/control/analytics/exporters/elasticsearch/mapping'
import { deployFiles } from './deploy-files.ts'
import { panels } from './grafana-dashboard.ts'
import { dashboards } from './kibana-objects.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

test('the files of deploy/ are what the product is now', () => {
  for (const [path, text] of Object.entries(deployFiles()))
    assert.equal(read(path), text, `${path}: node tests/deploy/write-deploy-files.ts`)
})

test('every field that a Kibana panel names is in the mapping, and every reference resolves', () => {
  const fields = Object.values(dashboards).flatMap((all) => all.flatMap(({ by, measure }) => [by, measure.field ?? by]))
  for (const field of fields) assert.ok(Object.hasOwn(mapping, field), field)
  const objects = read('deploy/elk/tollgate.ndjson')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const ids = new Set(objects.map(({ type, id }) => `${type} ${id}`))
  for (const { references, attributes } of objects) {
    for (const { type, id } of references) assert.ok(ids.has(`${type} ${id}`), id)
    const drawn = JSON.parse(attributes.panelsJSON ?? '[]')
    for (const { panelIndex } of drawn)
      assert.ok(references.some(({ name }: { name: string }) => name.startsWith(`${panelIndex}:`)))
  }
})

test('every metric and label in Grafana’s and Prometheus’ files is one of /metrics', () => {
  const page = read('docs/reference/metrics.md')
  const labels = new Map(
    [...page.matchAll(/^\| `(tollgate_\w+)` \| (\w+) \| ([^|]*)\|/gm)].map(([, name, , said]) => [
      name,
      new Set([...String(said).matchAll(/`(\w+)`/g)].map(([, label]) => label)),
    ]),
  )
  assert.ok(labels.size > 15)
  const asked = [...panels.flatMap(({ asks }) => asks.map(({ expr }) => expr)), read('deploy/grafana/alerts.yml')]
  for (const expression of asked) {
    for (const [found] of expression.matchAll(/\btollgate_\w+/g))
      assert.ok(labels.has(found.replace(/_(?:bucket|sum|count)$/, '')), found)
    for (const [, name = '', said = ''] of expression.matchAll(/\b(tollgate_\w+)\{([^}]*)\}/g))
      for (const [, label] of said.matchAll(/(\w+)=/g)) assert.ok(labels.get(name)?.has(label), `${name} ${label}`)
    for (const [, by = ''] of expression.matchAll(/sum by \(([^)]*)\)/g))
      for (const label of by.split(', ')) {
        const metric = /\btollgate_\w+/.exec(expression)?.[0] ?? ''
        assert.ok(label === 'le' || labels.get(metric)?.has(label), `${metric} ${label}`)
      }
  }
})
