import { authorise, type Verb } from '../verb.ts'

/** Where the chain of hashes breaks; null: it is whole. */
export async function verifyAudit(verb: Verb): Promise<string | null> {
  authorise(verb, 'audit:read')
  return (await verb.store.verifyAudit(verb.actor.organisationId)) ?? null
}
