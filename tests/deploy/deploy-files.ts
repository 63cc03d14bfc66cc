import { setUpCalls } from '@tollgate/control/analytics/exporters/elasticsearch/set-up'
import { grafanaDashboard } from './grafana-dashboard.ts'
import { kibanaObjects } from './kibana-objects.ts'

const index = 'tollgate-usage'
const keptDays = 90

/** The files of `deploy/` that are made of what the product has, by their paths. */
export function deployFiles(): Readonly<Record<string, string>> {
  const [lifecycle, template] = setUpCalls(index, { openSearch: false, days: keptDays })
  return {
    'deploy/elk/ilm-policy.json': asJson(lifecycle?.body),
    'deploy/elk/index-template.json': asJson(template?.body),
    'deploy/elk/tollgate.ndjson': kibanaObjects(),
    'deploy/grafana/tollgate.json': grafanaDashboard(),
  }
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
