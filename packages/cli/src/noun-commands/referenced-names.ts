import { objectOf, textOf } from '../api-client/json.ts'
import { eachItem } from '../api-client/pages.ts'
import { RefusedAnswer } from '../api-client/refused-answer.ts'
import type { Noun } from './noun.ts'
import type { Session } from './session.ts'

/** What an id's owner is called; the id itself where that is not known. */
export type NamesOf = (noun: string, id: string) => string

/** Fewer ids than this are asked for one by one, more by the list. */
const oneByOneMax = 5

/** The names behind ids. Whoever may not see them, or comes after they are gone, sees the ids. */
export async function referencedNames(
  session: Session,
  ids: ReadonlyArray<{ readonly noun: string; readonly id: string }>,
): Promise<NamesOf> {
  const names = new Map<string, string>()
  for (const noun of new Set(ids.map((reference) => reference.noun))) {
    const wanted = new Set(ids.filter((reference) => reference.noun === noun).map(({ id }) => id))
    const described = await session.loadNoun(noun)
    for (const [id, name] of await namesOf(session, described, wanted)) names.set(`${noun} ${id}`, name)
  }
  return (noun, id) => names.get(`${noun} ${id}`) ?? id
}

async function namesOf(session: Session, noun: Noun, ids: ReadonlySet<string>): Promise<Array<[string, string]>> {
  if (noun.parent !== undefined) return []
  try {
    return ids.size <= oneByOneMax ? await oneByOne(session, noun, ids) : await byList(session, noun, ids)
  } catch (error) {
    if (error instanceof RefusedAnswer && (error.status === 403 || error.status === 404)) return []
    throw error
  }
}

async function oneByOne({ client }: Session, noun: Noun, ids: ReadonlySet<string>): Promise<Array<[string, string]>> {
  return await Promise.all(
    [...ids].map(async (id): Promise<[string, string]> => {
      const path = `${noun.itemPath ?? noun.path}/${encodeURIComponent(id)}`
      return [id, noun.nameOf(objectOf(await client.call({ method: 'GET', path })))]
    }),
  )
}

async function byList({ client }: Session, noun: Noun, ids: ReadonlySet<string>): Promise<Array<[string, string]>> {
  const names: Array<[string, string]> = []
  for await (const item of eachItem(client, { path: noun.path, isPaged: noun.isPaged !== false })) {
    const id = textOf(item.id)
    if (id !== null && ids.has(id)) names.push([id, noun.nameOf(item)])
    if (names.length === ids.size) break
  }
  return names
}
