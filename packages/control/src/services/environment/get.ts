import type { EnvironmentRecord } from '../../storage/records.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { notFound } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'

export async function getEnvironment(verb: Verb, id: string): Promise<EnvironmentRecord> {
  authoriseSomewhere(verb, 'environments:read')
  const environment = await readerOf(verb).get('environment', id)
  if (environment === undefined) throw notFound('environment', id)
  return environment
}
