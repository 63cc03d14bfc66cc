import type { ProviderUpdate } from '@tollgate/contract/resources/provider'
import type { ProviderRecord } from '../../storage/records.ts'
import { policiesMustFit } from '../policy-fit.ts'
import { authorise, change, current, mayBeEdited, type Verb } from '../verb.ts'
import { checkedProvider, nameIsFree } from './check-provider.ts'

/** What is not given stays. APIs that are deployed follow at once. */
export async function updateProvider(
  verb: Verb,
  { id, changes }: { id: string; changes: ProviderUpdate },
): Promise<ProviderRecord> {
  authorise(verb, 'providers:manage')
  return await change(verb, 'provider.update', async (writer) => {
    const provider = await current(verb, writer, { kind: 'provider', id })
    mayBeEdited(verb, provider)
    const fields = checkedProvider(verb, changes)
    if (fields.name !== undefined && fields.name !== provider.name) await nameIsFree(writer, fields.name)
    const changed = await writer.update('provider', provider, fields)
    if (fields.dialects !== undefined) await policiesMustFit(verb, writer, changed)
    return changed
  })
}
