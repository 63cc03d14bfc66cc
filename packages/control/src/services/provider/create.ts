import type { ProviderCreate } from '@tollgate/contract/resources/provider'
import type { ProviderRecord } from '../../storage/records.ts'
import { roomFor } from '../room-for.ts'
import { authorise, change, managedBy, mayBeEdited, type Verb } from '../verb.ts'
import { checkedProvider, nameIsFree } from './check-provider.ts'

const providersMax = 200

/** `id` is given where a configuration file declares it. */
export async function createProvider(
  verb: Verb,
  input: ProviderCreate & { readonly id?: string },
): Promise<ProviderRecord> {
  authorise(verb, 'providers:manage')
  mayBeEdited(verb)
  const { id, name, type, ...rest } = input
  const { baseUrl = null, dialects = null, errorMap = null, usageExtraction = null } = checkedProvider(verb, rest)
  return await change(verb, 'provider.create', async (writer) => {
    await nameIsFree(writer, name)
    await roomFor(writer, 'provider', { what: 'providers', most: providersMax })
    return await writer.insert('provider', {
      ...(id === undefined ? {} : { id }),
      name,
      type,
      baseUrl,
      dialects,
      errorMap,
      usageExtraction,
      ...managedBy(verb),
    })
  })
}
