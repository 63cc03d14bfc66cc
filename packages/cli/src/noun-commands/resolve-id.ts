import { type JsonObject, textOf } from '../api-client/json.ts'
import { eachItem } from '../api-client/pages.ts'
import { CommandFailure } from '../command-failure.ts'
import { printable } from '../terminal/printable.ts'
import type { Noun } from './noun.ts'
import { pluralOf } from './noun-tools.ts'
import type { Session } from './session.ts'

/** As the control plane makes ids: a prefix, and random or hashed hex digits. */
const idForm = /^[a-z]{2,5}_[0-9a-f]{12,64}$/

export interface Wanted {
  readonly name: string
  /** Of the list, where the noun is nested. */
  readonly path?: string
}

export function hasFormOfId(name: string): boolean {
  return idForm.test(name)
}

/** The id behind a name. What has the form of an id is taken as one, and the server says whether there is such a thing. */
export async function resolveId(session: Session, noun: Noun, { name, path }: Wanted): Promise<string> {
  if (hasFormOfId(name)) return name
  const found: JsonObject[] = []
  const list = { path: path ?? noun.path, query: noun.searchQuery?.(name) ?? {}, isPaged: noun.isPaged !== false }
  const alike: JsonObject[] = []
  for await (const item of eachItem(session.client, list)) {
    if (noun.nameOf(item) === name || idOf(noun, item) === name) found.push(item)
    else if (item.name === name) alike.push(item)
  }
  // `OpenAI API` will do for `OpenAI API/2.3.0` while there is one version.
  const [first, ...others] = narrow(noun, found.length === 0 ? alike : found)
  if (first === undefined)
    throw new CommandFailure(`There is no ${noun.singular} called "${printable(name, 200)}": ${seeList(noun)}`)
  if (others.length > 0)
    throw new CommandFailure(
      `There are ${others.length + 1} ${pluralOf(noun)} called "${printable(name, 200)}": say which by its id (${[first, ...others].map((item) => idOf(noun, item)).join(', ')}).`,
    )
  return idOf(noun, first) ?? name
}

function narrow({ isMeant }: Noun, found: readonly JsonObject[]): readonly JsonObject[] {
  const meant = isMeant === undefined ? [] : found.filter(isMeant)
  return meant.length === 0 ? found : meant
}

function idOf({ idField = 'id' }: Noun, item: JsonObject): string | null {
  return textOf(item[idField])
}

function seeList({ name, parent }: Noun): string {
  const option = parent === undefined ? '' : ` --${parent.name} NAME`
  return `npx tollgate ${name} list${option} shows those that there are.`
}
