import { notFound } from '../problem.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'
import { type DescribedQuota, describeQuota } from './describe.ts'
import { seenQuotas } from './seen-quotas.ts'

export async function getQuota(verb: Verb, id: string): Promise<DescribedQuota> {
  authorise(verb, 'quotas:read')
  const reader = readerOf(verb)
  const quota = await reader.get('quota', id)
  const [seen] = quota === undefined ? [] : await seenQuotas(verb, [quota])
  if (seen === undefined) throw notFound('quota', id)
  return await describeQuota(reader, seen)
}
