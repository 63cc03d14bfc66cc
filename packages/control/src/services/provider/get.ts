import type { ProviderRecord } from '../../storage/records.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { notFound } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'

export async function getProvider(verb: Verb, id: string): Promise<ProviderRecord> {
  authoriseSomewhere(verb, 'providers:read')
  const provider = await readerOf(verb).get('provider', id)
  if (provider === undefined) throw notFound('provider', id)
  return provider
}
