import type { CredentialQuery } from '@tollgate/contract/resources/credential'
import type { Page } from '../../storage/store.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { filteredPage } from '../filtered-page.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type SeenCredential, seenBy } from './credential-access.ts'
import { credentialUses } from './credential-uses.ts'

/** All of them, or those of the APIs that the actor looks after. */
export async function listCredentials(
  verb: Verb,
  { limit, after, search, providerId }: CredentialQuery,
): Promise<Page<SeenCredential>> {
  authoriseSomewhere(verb, 'credentials:read')
  const reader = readerOf(verb)
  const uses = await credentialUses(reader)
  const see = (credential: Parameters<typeof seenBy>[1]) => seenBy(verb, credential, uses.get(credential.id) ?? [])
  const page = await filteredPage(
    reader,
    {
      kind: 'credential',
      limit,
      after,
      where: providerId === undefined ? {} : { providerId },
      search: search === undefined ? undefined : { columns: ['name', 'origin'], text: search },
    },
    (credentials) => credentials.filter((credential) => see(credential) !== undefined),
  )
  return { next: page.next, items: page.items.flatMap((credential) => see(credential) ?? []) }
}
