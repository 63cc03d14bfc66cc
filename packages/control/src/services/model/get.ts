import type { ModelRecord } from '../../storage/records.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { notFound } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'

export async function getModel(verb: Verb, id: string): Promise<ModelRecord> {
  authoriseSomewhere(verb, 'models:read')
  const model = await readerOf(verb).get('model', id)
  if (model === undefined) throw notFound('model', id)
  return model
}
