import { mapping } from './mapping.ts'

/** One call of the target that makes its side ready; all of them may be made again and again. */
export interface SetUpCall {
  readonly path: string
  readonly body: object
  /** Beside 200 and 201. */
  readonly fine: readonly number[]
}

/** OpenSearch says so itself at `GET /`; whatever does not is Elasticsearch. */
export function isOpenSearch(rootAnswer: string): boolean {
  try {
    const answer: unknown = JSON.parse(rootAnswer)
    const version: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'version') : undefined
    return typeof version === 'object' && version !== null && Reflect.get(version, 'distribution') === 'opensearch'
  } catch {
    return false
  }
}

/** Deletes indices after so many days; a template that gives new ones their fields and the alias. */
export function setUpCalls(index: string, { openSearch, days }: { openSearch: boolean; days: number }): SetUpCall[] {
  const lifecycle = openSearch ? {} : { 'index.lifecycle.name': index }
  const template = {
    index_patterns: [`${index}-*`],
    priority: 500,
    template: {
      aliases: { [index]: {} },
      settings: { 'index.number_of_shards': 1, ...lifecycle },
      mappings: { dynamic: false, properties: mapping },
    },
  }
  const policy = openSearch ? stateManagement(index, days) : indexLifecycle(index, days)
  return [policy, { path: `/_index_template/${index}`, body: template, fine: [] }]
}

function indexLifecycle(index: string, days: number): SetUpCall {
  const phases = { hot: { actions: {} }, delete: { min_age: `${days}d`, actions: { delete: {} } } }
  return { path: `/_ilm/policy/${index}`, body: { policy: { phases } }, fine: [] }
}

function stateManagement(index: string, days: number): SetUpCall {
  const old = [{ state_name: 'delete', conditions: { min_index_age: `${days}d` } }]
  const policy = {
    description: 'Usage of Tollgate: deleted when it is old',
    default_state: 'kept',
    states: [
      { name: 'kept', actions: [], transitions: old },
      { name: 'delete', actions: [{ delete: {} }], transitions: [] },
    ],
    ism_template: [{ index_patterns: [`${index}-*`], priority: 500 }],
  }
  // It is there already, and is not changed without its sequence number.
  return { path: `/_plugins/_ism/policies/${index}`, body: { policy }, fine: [409] }
}
