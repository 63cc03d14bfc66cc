import type { Services } from '../services/verb.ts'
import { followConfigFile } from './configuration-source.ts'
import type { Foundation } from './foundation.ts'
import type { ServeContext } from './serve-context.ts'
import { adoptProviderKey, type FirstKey, makeStarterContent } from './starter-content.ts'

export interface Content {
  readonly firstKey: FirstKey | null
  readonly warnings: readonly string[]
  readonly close: () => Promise<void>
}

/** What is served: what a file says, for as long as it runs; else what is in the store, which begins with the starter content. */
export async function prepareContent(
  { settings, log }: ServeContext,
  { services, foundation }: { services: Services; foundation: Foundation },
): Promise<Content> {
  const organisationId = foundation.organisation.id
  if (settings.configFile !== null) {
    const place = { file: settings.configFile, services, settings, organisationId, log }
    const { close } = await followConfigFile(place)
    return { firstKey: null, warnings: await pepperWarnings(foundation), close }
  }
  const start = { services, settings, organisationId }
  const isEmpty = foundation.isNew && (await services.store.read(organisationId).count('api', {})) === 0
  const firstKey = isEmpty ? await makeStarterContent(start) : null
  if (!isEmpty) await adoptProviderKey(start)
  return { firstKey, warnings: [], close: async () => undefined }
}

/** Hashes that were made with another data folder's pepper fit no key. */
async function pepperWarnings({ homePepper, store, organisation }: Foundation): Promise<string[]> {
  if (!homePepper.isNew || (await store.read(organisation.id).count('apiKey', {})) === 0) return []
  return [
    'This data folder is new, so keys that the configuration gives as a hash from another one do not work here: copy its secrets/pepper, or make new keys.',
  ]
}
