import { isDeepStrictEqual } from 'node:util'
import { keyVariable, type ProviderTable, providerId, providerTable } from '@tollgate/contract/codex-provider'
import { parse, TomlError, type TomlTable } from 'smol-toml'
import { type Setting, writeSetting } from './write-setting.ts'

export interface Connection {
  readonly baseUrl: string
  readonly model: string
  /** That carries the key, where the API wants one of its own. */
  readonly header?: string | undefined
}

export type EditOutcome =
  | { readonly ok: true; readonly text: string; readonly data: TomlTable }
  | { readonly ok: false; readonly reason: string }

const tablePath = ['model_providers', providerId]
const headersPath = [...tablePath, 'env_http_headers']

/**
 * Codex's configuration with Tollgate as its provider. Every byte that says something else stays as it is; where that cannot be
 * shown (the result, parsed, is not the old content plus the change), nothing is returned but the reason.
 */
export function connectedConfig(text: string, connection: Connection): EditOutcome {
  const before = parseConfig(text)
  if (!before.ok) return before
  const obstacle = findObstacle(before.data)
  if (obstacle !== null) return { ok: false, reason: obstacle }
  const settings = settingsFor(before.data, connection)
  const edited = settings.reduce(writeSetting, text)
  const expected = settings.reduce((data, { path, value }) => withSetting(data, path, value), before.data)
  const after = parseConfig(edited)
  if (!after.ok || !isDeepStrictEqual(after.data, expected)) {
    return { ok: false, reason: 'its provider settings are written in a form that this command cannot change safely' }
  }
  return after
}

export function parseConfig(text: string): EditOutcome {
  try {
    // A number too large for JavaScript is none of our business and no reason to stop.
    return { ok: true, text, data: parse(text.replace(/^\ufeff/, ''), { integersAsBigInt: 'asNeeded' }) }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const what = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? ''
    return { ok: false, reason: `line ${error.line}, column ${error.column} is not valid TOML: ${what}` }
  }
}

/** The value at a path of parsed TOML; undefined where there is none. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  let node = data
  for (const key of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined
    node = Object.entries(node).find(([name]) => name === key)?.[1]
  }
  return node
}

/** Settings beside ours with which Codex would not start, or would not send the key. */
function findObstacle(data: TomlTable): string | null {
  const name = tablePath.join('.')
  if (valueAt(data, [...tablePath, 'auth']) !== undefined) {
    return `${name} has an "auth" of its own, which Codex does not allow together with a key: remove it first`
  }
  if (valueAt(data, [...tablePath, 'requires_openai_auth']) === true) {
    return `${name} asks for a login at OpenAI (requires_openai_auth): remove that line first`
  }
  return null
}

/** What has to be set and is not so yet. Further headers of the user's stay. */
function settingsFor(data: TomlTable, connection: Connection): Setting[] {
  const { env_http_headers: ownHeaders, ...scalars } = providerTable(connection.baseUrl, connection.header)
  const wanted: Setting[] = [
    { path: ['model'], value: connection.model },
    { path: ['model_provider'], value: providerId },
    ...Object.entries(scalars).map(([key, value]) => ({ path: [...tablePath, key], value })),
    headerSetting(valueAt(data, headersPath), ownHeaders),
  ]
  return wanted.filter((setting) => !isDeepStrictEqual(valueAt(data, setting.path), setting.value))
}

/** Header names are equal in any case, TOML's keys are not: one that is there in another case is ours already. */
function headerSetting(present: unknown, own: ProviderTable['env_http_headers']): Setting {
  if (!isTable(present)) return { path: headersPath, value: own }
  const [ownName = ''] = Object.keys(own)
  const name = Object.keys(present).find((key) => key.toLowerCase() === ownName.toLowerCase()) ?? ownName
  return { path: [...headersPath, name], value: keyVariable }
}

function withSetting(data: TomlTable, path: readonly string[], value: Setting['value']): TomlTable {
  const [key, ...rest] = path
  if (key === undefined) return data
  if (rest.length === 0) return tableOf(data, { [key]: typeof value === 'string' ? value : tableOf(value) })
  const child = data[key]
  return tableOf(data, { [key]: withSetting(isTable(child) ? child : {}, rest, value) })
}

/** Without a prototype, as the parser makes them: equal means equal in that too. */
function tableOf(...sources: object[]): TomlTable {
  return Object.assign(Object.create(null), ...sources)
}

function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
