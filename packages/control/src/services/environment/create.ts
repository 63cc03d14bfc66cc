import type { EnvironmentCreate } from '@tollgate/contract/resources/environment'
import type { EnvironmentRecord } from '../../storage/records.ts'
import { roomFor } from '../room-for.ts'
import { authorise, change, type Verb } from '../verb.ts'
import { checkEnvironment } from './check-environment.ts'

const environmentsMax = 50

export async function createEnvironment(verb: Verb, input: EnvironmentCreate): Promise<EnvironmentRecord> {
  authorise(verb, 'environments:manage')
  return await change(verb, 'environment.create', async (writer) => {
    await checkEnvironment(writer, input)
    await roomFor(writer, 'environment', { what: 'environments', most: environmentsMax })
    return await writer.insert('environment', input)
  })
}
