import { readerOf, type Verb } from '../verb.ts'
import { type DescribedBinding, describeBinding } from './describe.ts'
import { bindingToRead } from './find-binding.ts'

export async function getRoleBinding(verb: Verb, id: string): Promise<DescribedBinding> {
  const reader = readerOf(verb)
  return await describeBinding(reader, await bindingToRead(verb, reader, id))
}
