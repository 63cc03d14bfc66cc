import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { notFound } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type SeenCredential, seenBy, usesOf } from './credential-access.ts'

export async function getCredential(verb: Verb, id: string): Promise<SeenCredential> {
  authoriseSomewhere(verb, 'credentials:read')
  const reader = readerOf(verb)
  const credential = await reader.get('credential', id)
  const seen = credential === undefined ? undefined : seenBy(verb, credential, await usesOf(reader, id))
  if (seen === undefined) throw notFound('credential', id)
  return seen
}
