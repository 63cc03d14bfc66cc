import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Noun, NounVerb } from '../../packages/cli/src/noun-commands/noun.ts'
import { loadNoun, nounSummaries } from '../../packages/cli/src/nouns/nouns.ts'
import { routes } from '../../packages/control/src/http/routes.ts'

/** What the command line asks for, as the table of a noun says it. */
interface Call {
  readonly what: string
  readonly method: string
  readonly path: string
  readonly schema?: unknown
  readonly query?: readonly string[]
  readonly isPaged?: boolean
}

/** Asked for by commands that no table describes, or by the console alone; each with the reason. */
const elsewhere: Readonly<Record<string, string>> = {
  'GET /me': 'whoami',
  'PATCH /me': 'one changes oneself in the console',
  'POST /role-bindings': 'roles grant',
  'GET /configuration': 'export',
  'POST /configuration/apply': 'apply',
  'POST /applications/{}/keys': 'keys create',
  'POST /keys/{}/revoke': 'keys revoke',
  'PUT /settings/{}': 'settings set',
  'POST /plans/simulate': 'plans simulate, over files of usage',
  'POST /policies/try': 'policies try',
  'POST /policies/replay': 'policies replay',
  'GET /me/quota-state': 'usage --mine',
  'GET /applications/{}/quota-state': 'usage --application',
  'GET /subscriptions/{}/quota-state': 'usage --subscription',
  'GET /usage/totals': 'usage report',
  'GET /usage/breakdown': 'usage report --by',
  'GET /usage/export/breakdown': 'usage report --by … --csv',
  'GET /usage/requests': 'usage requests',
  'GET /usage/export/requests': 'usage requests --csv',
  'GET /usage/requests/{}': 'usage show',
  'GET /usage/conversations': 'usage conversations',
  'GET /usage/conversations/{}': 'usage conversations <id>',
  'POST /sign-in/test': 'a button of the console',
  'GET /connection': 'the page Connect of the console; in a terminal it is tollgate connect codex',
  'POST /catalogue/{}/try': 'the playground of the console; in a terminal it is curl',
  'GET /usage/series': 'a chart of the console',
  'GET /usage/policies': 'a page of the console',
  'GET /usage/providers': 'a page of the console',
  'GET /usage/percentiles': 'a chart of the console',
  'GET /usage/cache': 'a page of the console',
  'GET /usage/guardrails': 'a page of the console',
  'GET /usage/refusals': 'a page of the console; usage report --by refusalCode --filter outcome=refused',
  'GET /usage/errors': 'a page of the console; usage report --by refusalCode --filter outcome=failed',
  'GET /apis/{}/subscriptions': 'subscriptions list --api does it',
}

const calls = (await Promise.all(nounSummaries.map(async ({ name }) => callsOf(await loadNoun(name))))).flat()

for (const call of calls) {
  test(`${call.what} is a call that the REST API has`, () => {
    const route = routes.find(({ method, path }) => method === call.method.toLowerCase() && plain(path) === call.path)
    assert.ok(route !== undefined, `there is no ${call.method} ${call.path}`)
    if (call.schema !== undefined) assert.equal(route.body, call.schema, 'another schema than that of the route')
    const known = Object.keys(route.query?.shape ?? {})
    for (const parameter of call.query ?? []) assert.ok(known.includes(parameter), `no query parameter ${parameter}`)
    if (call.isPaged !== undefined) assert.equal(known.includes('limit'), call.isPaged, 'pages')
  })
}

test('what the REST API has, a command asks for', () => {
  const asked = new Set([...calls.map(({ method, path }) => `${method} ${path}`), ...Object.keys(elsewhere)])
  const missing = routes
    .map(({ method, path }) => `${method.toUpperCase()} ${plain(path)}`)
    .filter((one) => !asked.has(one))
  assert.deepEqual(missing, [])
})

function callsOf(noun: Noun): Call[] {
  return noun.verbs.flatMap((verb) => callsOfVerb(noun, verb))
}

function callsOfVerb(noun: Noun, verb: NounVerb): Call[] {
  const item = `${plain(noun.itemPath ?? noun.path)}/{}`
  const what = (name: string) => `${noun.name} ${name}`
  switch (verb.kind) {
    case 'list': {
      const query = (verb.filters ?? []).map(({ flag, query = flag }) => query)
      const list = { what: what('list'), method: 'GET', query, isPaged: noun.isPaged !== false }
      const search = Object.keys(noun.searchQuery?.('x') ?? {})
      return lists(noun).map((path) => ({ ...list, path, query: [...query, ...search] }))
    }
    case 'get':
      return [{ what: what('get'), method: 'GET', path: item }]
    case 'create': {
      const paths = [noun.path, ...(noun.parent?.isNeededToCreate ? [] : [noun.parent?.pathWithout ?? noun.path])]
      return paths.map((path) => ({
        what: what(verb.name ?? 'create'),
        method: 'POST',
        path: plain(path),
        schema: verb.schema,
      }))
    }
    case 'update':
      return [{ what: what('update'), method: 'PATCH', path: item, schema: verb.schema }]
    case 'delete':
      return [
        {
          what: what(verb.name ?? 'delete'),
          method: 'DELETE',
          path: item,
          query: (verb.flags ?? []).map(({ name }) => name),
        },
      ]
    case 'action': {
      const bases = verb.at === undefined ? (verb.target === 'one' ? [item] : lists(noun)) : [verb.at]
      const schema = verb.schema === undefined ? {} : { schema: verb.schema }
      return bases.map((base) => ({
        what: what(verb.name),
        method: verb.method,
        path: base + plain(verb.path),
        ...schema,
      }))
    }
    case 'own':
      return []
  }
}

/** Where a noun is listed: of what it belongs to, and of everything where that may be left out. */
function lists({ path, parent }: Noun): string[] {
  return [plain(path), ...(parent?.pathWithout === undefined ? [] : [parent.pathWithout])]
}

/** Parameters without their names. */
function plain(path: string): string {
  return path.replaceAll(/\{\w+\}/g, '{}')
}
