import type { ConfigFile } from '@tollgate/contract/config-file'
import { type Document, isAlias, isMap, isSeq, type YAMLMap, YAMLSeq } from 'yaml'
import { readShape } from './read-config.ts'

/** The text of the file after an edit, or one sentence that says why it was not made. */
export type Edit = { readonly text: string } | { readonly problem: string }

export interface NewKey {
  name: string
  user?: string
  type: 'production' | 'sandbox'
  hash: string
  expires?: string
}

interface Place {
  file: string
  text: string
}

/** Appends a key to an application. Comments and order of the file stay. */
export function addKey(place: Place, application: string, key: NewKey): Edit {
  return edit(place, (config, document) => {
    const index = config.applications.findIndex(({ name }) => name === application)
    const found = config.applications[index]
    if (found === undefined) return unknownApplication(application, config)
    if (found.keys.some(({ name }) => name === key.name))
      return `The application "${application}" has a key "${key.name}" already: choose another name.`
    const node = itemAt(document, 'applications', index)
    const keys = node?.get('keys', true)
    if (node === undefined || isAlias(keys)) return aliasProblem(application)
    const list = isSeq(keys) ? keys : new YAMLSeq(document.schema)
    if (!isSeq(keys)) node.set('keys', list)
    list.add(document.createNode(key))
    // An empty `keys: []` is a flow list, where a whole key would be one long line.
    if (list.items.length === 1) list.flow = false
    return undefined
  })
}

/** Sets `revoked: true` on a key; without an application, on the only key of that name. */
export function revokeKey(
  place: Place,
  name: string,
  application: string | undefined,
): Edit & { application?: string } {
  let holder = application
  const result = edit(place, (config, document) => {
    if (application !== undefined && !config.applications.some((known) => known.name === application))
      return unknownApplication(application, config)
    const holders = config.applications.filter(
      (known) =>
        (application === undefined || known.name === application) && known.keys.some((key) => key.name === name),
    )
    const [only] = holders
    if (only === undefined) return unknownKey(name, application, config)
    if (holders.length > 1)
      return `${holders.length} applications have a key "${name}" (${holders.map((known) => known.name).join(', ')}): say which one with --application.`
    holder = only.name
    const index = config.applications.indexOf(only)
    const position = only.keys.findIndex((key) => key.name === name)
    if (only.keys[position]?.revoked === true) return `The key "${name}" of ${only.name} is revoked already.`
    const keys = itemAt(document, 'applications', index)?.get('keys', true)
    const key = isSeq(keys) ? keys.items[position] : undefined
    if (!isMap(key)) return aliasProblem(only.name)
    key.set('revoked', true)
    return undefined
  })
  return holder === undefined ? result : { ...result, application: holder }
}

function edit(place: Place, change: (config: ConfigFile, document: Document.Parsed) => string | undefined): Edit {
  const shape = readShape(place.file, place.text)
  if (!shape.ok) return { problem: shape.message }
  const { config, yaml } = shape.value
  const problem = change(config, yaml.document)
  if (problem !== undefined) return { problem }
  const text = yaml.document.toString({ lineWidth: 0 })
  const after = readShape(place.file, text)
  if (!after.ok) return { problem: after.message }
  return { text: place.text.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text }
}

function itemAt(document: Document.Parsed, list: string, index: number): YAMLMap | undefined {
  const items = document.get(list, true)
  const item = isSeq(items) ? items.items[index] : undefined
  return isMap(item) ? item : undefined
}

function unknownApplication(name: string, { applications }: ConfigFile): string {
  const known = applications.map((application) => application.name)
  const there = known.length === 0 ? 'the file has none' : `the file has: ${known.join(', ')}`
  return `There is no application "${name}"; ${there}.`
}

function unknownKey(name: string, application: string | undefined, { applications }: ConfigFile): string {
  const keys = applications
    .filter((known) => application === undefined || known.name === application)
    .flatMap((known) => known.keys.map((key) => (application === undefined ? `${known.name}/${key.name}` : key.name)))
  const there = keys.length === 0 ? 'there is none at all' : `there is: ${keys.join(', ')}`
  return `There is no key "${name}"${application === undefined ? '' : ` in ${application}`}; ${there}.`
}

function aliasProblem(application: string): string {
  return `The keys of "${application}" are written with a YAML alias (*name), which would change other places too: edit the file by hand.`
}
