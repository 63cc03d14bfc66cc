import { applicationToRead } from '../application-access.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type DescribedApplication, describeApplication } from './describe.ts'

export async function getApplication(verb: Verb, id: string): Promise<DescribedApplication> {
  return await describeApplication(verb, await applicationToRead(verb, readerOf(verb), id))
}
