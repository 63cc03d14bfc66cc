import { authorise, change, current, mayBeEdited, type Verb } from '../verb.ts'

export async function removeDenyRule(verb: Verb, id: string): Promise<void> {
  authorise(verb, 'deny-rules:manage')
  await change(verb, 'denyRule.delete', async (writer) => {
    const rule = await current(verb, writer, { kind: 'denyRule', id, what: 'deny rule' })
    mayBeEdited(verb, rule)
    await writer.remove('denyRule', rule)
  })
}
