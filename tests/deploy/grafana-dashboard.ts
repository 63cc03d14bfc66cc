/** A dashboard over what `/metrics` has; each panel asks one or two things of Prometheus. */

interface Panel {
  readonly title: string
  readonly unit: 'short' | 'currencyUSD' | 's' | 'percentunit' | 'reqps'
  readonly asks: readonly { readonly expr: string; readonly legend: string }[]
}

const rate = (metric: string) => `rate(${metric}[$__rate_interval])`
const used = (metric: string) => `increase(${metric}[$__range])`

export const panels: readonly Panel[] = [
  {
    ...{ title: 'Tokens by application', unit: 'short' },
    asks: [{ expr: `topk(10, sum by (application) (${used('tollgate_tokens_total')}))`, legend: '{{application}}' }],
  },
  {
    ...{ title: 'Cost by application', unit: 'currencyUSD' },
    asks: [{ expr: `topk(10, sum by (application) (${used('tollgate_cost_usd_total')}))`, legend: '{{application}}' }],
  },
  {
    ...{ title: 'Tokens a second by model', unit: 'short' },
    asks: [{ expr: `sum by (model, type) (${rate('tollgate_tokens_total')})`, legend: '{{model}} {{type}}' }],
  },
  {
    ...{ title: 'Cost by model', unit: 'currencyUSD' },
    asks: [{ expr: `sum by (model) (${used('tollgate_cost_usd_total')})`, legend: '{{model}}' }],
  },
  {
    ...{ title: 'Calls a second by outcome', unit: 'reqps' },
    asks: [{ expr: `sum by (outcome) (${rate('tollgate_calls_total')})`, legend: '{{outcome}}' }],
  },
  {
    ...{ title: 'Input from caches', unit: 'percentunit' },
    asks: [
      {
        expr: `sum(${rate('tollgate_cached_input_tokens_total')}) / sum(${rate('tollgate_tokens_total{type="input"}')})`,
        legend: 'share',
      },
    ],
  },
  {
    ...{ title: 'Time to the first byte', unit: 's' },
    asks: [0.5, 0.95].map((share) => ({
      expr: `histogram_quantile(${share}, sum by (le) (${rate('tollgate_first_byte_seconds_bucket')}))`,
      legend: `p${share * 100}`,
    })),
  },
  {
    ...{ title: 'Length of calls', unit: 's' },
    asks: [0.5, 0.95].map((share) => ({
      expr: `histogram_quantile(${share}, sum by (le) (${rate('tollgate_call_duration_seconds_bucket')}))`,
      legend: `p${share * 100}`,
    })),
  },
  {
    ...{ title: 'Open calls by gateway', unit: 'short' },
    asks: [{ expr: 'tollgate_gateway_open_calls', legend: '{{gateway}}' }],
  },
  {
    ...{ title: 'Gateways behind the version in force', unit: 'short' },
    asks: [{ expr: 'scalar(tollgate_config_version) - tollgate_gateway_config_version', legend: '{{gateway}}' }],
  },
  {
    ...{ title: 'Exporters: age of what waits', unit: 's' },
    asks: [{ expr: 'tollgate_exporter_lag_seconds', legend: '{{exporter}}' }],
  },
  {
    ...{ title: 'Exporters: given up', unit: 'short' },
    asks: [{ expr: 'tollgate_exporter_dead_letters_total', legend: '{{exporter}}' }],
  },
]

const datasource = { type: 'prometheus', uid: '$datasource' }

export function grafanaDashboard(): string {
  const dashboard = {
    ...{ uid: 'tollgate', title: 'Tollgate', tags: ['tollgate'], schemaVersion: 39, editable: true, refresh: '30s' },
    time: { from: 'now-24h', to: 'now' },
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' }] },
    panels: panels.map(({ title, unit, asks }, place) => ({
      ...{ id: place + 1, title, type: 'timeseries', datasource },
      gridPos: { x: (place % 2) * 12, y: Math.floor(place / 2) * 8, w: 12, h: 8 },
      fieldConfig: { defaults: { unit }, overrides: [] },
      targets: asks.map(({ expr, legend }, index) => ({
        ...{ refId: String.fromCharCode(65 + index), datasource, expr, legendFormat: legend },
      })),
    })),
  }
  return `${JSON.stringify(dashboard, null, 2)}\n`
}
