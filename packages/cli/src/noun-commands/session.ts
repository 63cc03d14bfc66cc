import { type ApiClient, connectApi } from '../api-client/api-client.ts'
import type { JsonObject } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { misuse } from '../command-failure.ts'
import type { LoadNoun, Noun } from './noun.ts'
import { hasFormOfId, resolveId } from './resolve-id.ts'

/** What the commands of nouns work with. */
export interface Session {
  readonly context: CommandContext
  readonly client: ApiClient
  readonly loadNoun: LoadNoun
}

export function openSession(context: CommandContext, loadNoun: LoadNoun): Session {
  return { context, client: connectApi(context), loadNoun }
}

/** The path of a noun's list with the id of its parent in it. */
export async function listPath(session: Session, noun: Noun, options: JsonObject): Promise<string> {
  const { parent, path } = noun
  if (parent === undefined) return path
  const given = options[parent.name]
  if (typeof given !== 'string') {
    if (parent.pathWithout !== undefined) return parent.pathWithout
    throw misuse(`Say which ${noun.singular}: by its id, or by its name and --${parent.name}.`)
  }
  const id = await resolveId(session, await session.loadNoun(parent.noun), { name: given })
  return path.replace(`{${parent.name}}`, encodeURIComponent(id))
}

/** The path of one of them. */
export async function itemPath(
  session: Session,
  noun: Noun,
  { name, options }: { name: string; options: JsonObject },
): Promise<string> {
  if (noun.isNamedById) return `${noun.path}/${encodeURIComponent(name)}`
  if (noun.itemPath !== undefined && hasFormOfId(name)) return `${noun.itemPath}/${name}`
  const path = await listPath(session, noun, options)
  const id = await resolveId(session, noun, { name, path })
  return `${noun.itemPath ?? path}/${encodeURIComponent(id)}`
}

/** For fields that may name what they refer to. `base` is the path of what the command is about, for what is nested in it. */
export function nameResolver(session: Session, base?: string): (noun: string, name: string) => Promise<string> {
  return async (name, wanted) => {
    const noun = await session.loadNoun(name)
    const { parent, path } = noun
    if (parent === undefined) return await resolveId(session, noun, { name: wanted })
    return await resolveId(session, noun, {
      name: wanted,
      path: parent.pathWithout ?? (base ?? '') + belowParent(path),
    })
  }
}

/** `/apis/{api}/revisions` → `/revisions`. */
function belowParent(path: string): string {
  return path.slice(path.indexOf('}') + 1)
}
