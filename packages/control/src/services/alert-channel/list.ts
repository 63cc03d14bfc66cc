import type { Page } from '../../storage/store.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'
import { type DescribedChannel, describeChannels } from './describe.ts'

export async function listAlertChannels(
  verb: Verb,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<Page<DescribedChannel>> {
  authorise(verb, 'settings:read')
  const page = await readerOf(verb).page('alertChannel', { limit, after })
  return { items: await describeChannels(verb, page.items), next: page.next }
}
