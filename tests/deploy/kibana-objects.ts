/** What Kibana imports: a data view over the alias of the usage, and dashboards of panels that each ask one thing. */

type Operation = 'sum' | 'average' | 'count'

interface Measure {
  readonly label: string
  readonly operation: Operation
  /** Left out for a count. */
  readonly field?: string
}

export interface Panel {
  readonly title: string
  /** What it is sliced by: a field of the mapping; `@timestamp`: over time. */
  readonly by: string
  readonly measure: Measure
  readonly query?: string
}

const tokens: Measure = { label: 'Tokens', operation: 'sum', field: 'tollgate.usage.total_tokens' }
const cost: Measure = { label: 'Micro-dollars', operation: 'sum', field: 'tollgate.cost.micro_usd' }
const calls: Measure = { label: 'Calls', operation: 'count' }
const firstByte: Measure = {
  label: 'ms to the first byte',
  operation: 'average',
  field: 'tollgate.latency.first_byte_ms',
}

export const dashboards: Readonly<Record<string, readonly Panel[]>> = {
  'Tollgate: usage': [
    { title: 'Tokens by user', by: 'user.name', measure: tokens },
    { title: 'Tokens by application', by: 'tollgate.application', measure: tokens },
    { title: 'Tokens by team', by: 'tollgate.team', measure: tokens },
    { title: 'Tokens by model', by: 'gen_ai.response.model', measure: tokens },
    { title: 'Cost over time', by: '@timestamp', measure: cost },
    { title: 'Cost by cost centre', by: 'tollgate.cost_center', measure: cost },
  ],
  'Tollgate: agents and repositories': [
    { title: 'Tokens by repository', by: 'tollgate.repository', measure: tokens },
    { title: 'Cost by repository', by: 'tollgate.repository', measure: cost },
    { title: 'Tokens by agent', by: 'user_agent.name', measure: tokens },
    { title: 'Tokens by who started it', by: 'tollgate.trigger', measure: tokens },
  ],
  'Tollgate: refusals and failures': [
    { title: 'Refusals by reason', by: 'error.code', measure: calls, query: 'tollgate.outcome : "refused"' },
    { title: 'Refusals by rule', by: 'error.type', measure: calls, query: 'tollgate.outcome : "refused"' },
    {
      title: 'Refusals by application',
      by: 'tollgate.application',
      measure: calls,
      query: 'tollgate.outcome : "refused"',
    },
    { title: 'Failures over time', by: '@timestamp', measure: calls, query: 'tollgate.outcome : "failed"' },
  ],
  'Tollgate: latency and providers': [
    { title: 'First byte by provider', by: 'gen_ai.provider.name', measure: firstByte },
    { title: 'First byte by model', by: 'gen_ai.response.model', measure: firstByte },
    { title: 'Failures by provider', by: 'gen_ai.provider.name', measure: calls, query: 'tollgate.outcome : "failed"' },
    { title: 'Calls over time', by: '@timestamp', measure: calls },
  ],
}

const dataView = 'tollgate-usage'

/** One object a line. */
export function kibanaObjects(): string {
  const view = {
    ...{ id: dataView, type: 'index-pattern', coreMigrationVersion: '8.8.0', typeMigrationVersion: '8.0.0' },
    attributes: { title: 'tollgate-usage-*', name: 'Tollgate: usage', timeFieldName: '@timestamp' },
    references: [],
  }
  const all = [view, ...Object.entries(dashboards).map(([title, panels]) => dashboard(title, panels))]
  return `${all.map((one) => JSON.stringify(one)).join('\n')}\n`
}

function dashboard(title: string, panels: readonly Panel[]): object {
  return {
    ...{ id: title.toLowerCase().replaceAll(/[^a-z]+/g, '-'), type: 'dashboard' },
    ...{ coreMigrationVersion: '8.8.0', typeMigrationVersion: '10.2.0' },
    attributes: {
      ...{ title, description: 'Made by Tollgate', version: 2, timeRestore: false },
      optionsJSON: JSON.stringify({ useMargins: true, hidePanelTitles: false }),
      panelsJSON: JSON.stringify(panels.map(lensPanel)),
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({ query: { query: '', language: 'kuery' }, filter: [] }),
      },
    },
    references: panels.map((_, place) => ({
      ...{ type: 'index-pattern', id: dataView },
      name: `p${place}:indexpattern-datasource-layer-l1`,
    })),
  }
}

function lensPanel({ title, by, measure, query = '' }: Panel, place: number): object {
  const isTime = by === '@timestamp'
  const seriesType = isTime ? 'bar_stacked' : 'bar_horizontal_stacked'
  const layer = { layerId: 'l1', layerType: 'data', seriesType, xAccessor: 'c1', accessors: ['c2'] }
  const columns = { c1: isTime ? timeColumn() : termsColumn(by), c2: measureColumn(measure) }
  const attributes = {
    ...{ title: '', type: 'lens', visualizationType: 'lnsXY' },
    references: [{ type: 'index-pattern', id: dataView, name: 'indexpattern-datasource-layer-l1' }],
    state: {
      ...{ query: { query, language: 'kuery' }, filters: [] },
      visualization: {
        ...{ legend: { isVisible: false, position: 'right' }, valueLabels: 'hide', preferredSeriesType: seriesType },
        layers: [layer],
      },
      datasourceStates: {
        formBased: { layers: { l1: { incompleteColumns: {}, columnOrder: ['c1', 'c2'], columns } } },
      },
    },
  }
  const gridData = { x: (place % 2) * 24, y: Math.floor(place / 2) * 15, w: 24, h: 15, i: `p${place}` }
  return { type: 'lens', panelIndex: `p${place}`, title, gridData, embeddableConfig: { enhancements: {}, attributes } }
}

function termsColumn(field: string): object {
  return {
    ...{
      label: field,
      dataType: 'string',
      operationType: 'terms',
      sourceField: field,
      isBucketed: true,
      scale: 'ordinal',
    },
    params: {
      ...{ size: 20, orderBy: { type: 'column', columnId: 'c2' }, orderDirection: 'desc' },
      ...{ otherBucket: true, missingBucket: false, parentFormat: { id: 'terms' } },
    },
  }
}

function timeColumn(): object {
  return {
    ...{ label: 'Time', dataType: 'date', operationType: 'date_histogram', sourceField: '@timestamp' },
    ...{ isBucketed: true, scale: 'interval', params: { interval: 'auto', includeEmptyRows: true } },
  }
}

function measureColumn({ label, operation, field }: Measure): object {
  const sourceField = field ?? '___records___'
  const common = { label, dataType: 'number', operationType: operation, sourceField, isBucketed: false, scale: 'ratio' }
  return { ...common, params: { emptyAsNull: true } }
}
