import type { EnvironmentUpdate } from '@tollgate/contract/resources/environment'
import type { EnvironmentRecord } from '../../storage/records.ts'
import { authorise, change, current, type Verb } from '../verb.ts'
import { checkEnvironment } from './check-environment.ts'

/** What is not given stays. */
export async function updateEnvironment(
  verb: Verb,
  { id, changes }: { id: string; changes: EnvironmentUpdate },
): Promise<EnvironmentRecord> {
  authorise(verb, 'environments:manage')
  return await change(verb, 'environment.update', async (writer) => {
    const environment = await current(verb, writer, { kind: 'environment', id })
    await checkEnvironment(writer, changes, id)
    return await writer.update('environment', environment, changes)
  })
}
