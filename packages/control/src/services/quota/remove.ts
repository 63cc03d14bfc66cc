import { authorise, change, current, mayBeEdited, type Verb } from '../verb.ts'

export async function removeQuota(verb: Verb, id: string): Promise<void> {
  authorise(verb, 'quotas:manage')
  await change(verb, 'quota.delete', async (writer) => {
    const quota = await current(verb, writer, { kind: 'quota', id })
    mayBeEdited(verb, quota)
    await writer.remove('quota', quota)
  })
}
