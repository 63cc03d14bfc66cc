import { readerOf, type Verb } from '../verb.ts'
import { type DescribedKey, describeKey } from './describe.ts'
import { keyToRead } from './find-key.ts'

export async function getKey(verb: Verb, id: string): Promise<DescribedKey> {
  const reader = readerOf(verb)
  return await describeKey(reader, (await keyToRead(verb, reader, id)).key)
}
