import type { DenyRuleRecord } from '../../storage/records.ts'
import { notFound } from '../problem.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'

export async function getDenyRule(verb: Verb, id: string): Promise<DenyRuleRecord> {
  authorise(verb, 'deny-rules:read')
  const rule = await readerOf(verb).get('denyRule', id)
  if (rule === undefined) throw notFound('deny rule', id)
  return rule
}
