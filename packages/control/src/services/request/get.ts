import { readerOf, type Verb } from '../verb.ts'
import { type DescribedRequest, describeRequest } from './describe.ts'
import { requestToRead } from './find-request.ts'

export async function getRequest(verb: Verb, id: string): Promise<DescribedRequest> {
  const reader = readerOf(verb)
  return await describeRequest(reader, (await requestToRead(verb, reader, id)).request)
}
