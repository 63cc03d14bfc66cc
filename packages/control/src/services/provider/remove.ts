import type { Reader } from '../../storage/store.ts'
import { deployedContents } from '../deployed-contents.ts'
import { nameSome } from '../name-some.ts'
import { conflict } from '../problem.ts'
import { authorise, change, current, mayBeEdited, type Verb } from '../verb.ts'

/** Refused while a credential, a model or an API refers to it. */
export async function removeProvider(verb: Verb, id: string): Promise<void> {
  authorise(verb, 'providers:manage')
  return await change(verb, 'provider.delete', async (writer) => {
    const provider = await current(verb, writer, { kind: 'provider', id })
    mayBeEdited(verb, provider)
    const uses = await usesOf(writer, id)
    if (uses.length > 0)
      throw conflict(
        `The provider ${provider.name} is still used by ${uses.join('; ')}. Delete those, or give the APIs another provider and deploy them, first.`,
      )
    await writer.remove('provider', provider)
  })
}

async function usesOf(reader: Reader, providerId: string): Promise<string[]> {
  const credentials = await reader.find('credential', { providerId })
  const models = await reader.find('model', { providerId })
  const apis = await reader.find('api', { providerId })
  const deployed = (await deployedContents(reader)).filter(({ content }) => content.api.providerId === providerId)
  const apiNames = new Set(
    [...apis, ...deployed.map(({ api }) => api)].map(({ name, version }) => `${name}/${version}`),
  )
  const uses: ReadonlyArray<readonly [what: string, names: readonly string[]]> = [
    ['credentials', credentials.map(({ name }) => name)],
    ['models', models.map(({ model }) => model)],
    ['APIs', [...apiNames]],
  ]
  return uses.filter(([, names]) => names.length > 0).map(([what, names]) => `${what}: ${nameSome(names)}`)
}
