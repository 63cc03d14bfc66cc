import type { ApiCreate } from '@tollgate/contract/resources/api'
import type { ApiRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { addressesAreFree, refusingTaken, takeAddresses } from '../api-addresses.ts'
import { makeEndpoint } from '../make-endpoint.ts'
import { conflict } from '../problem.ts'
import { authorise, change, managedBy, mayBeEdited, type Verb } from '../verb.ts'
import { checkApi, storedModels } from './check-api.ts'
import { nameIsFree } from './name-is-free.ts'

const apisMax = 2_000

/** With its first endpoints, and the credentials they bring. `id` is given where a configuration file declares it. */
export function createApi(verb: Verb, input: ApiCreate & { readonly id?: string }): Promise<ApiRecord> {
  authorise(verb, 'apis:manage', { teamId: input.ownerTeamId })
  mayBeEdited(verb)
  const { endpoints, models, ...fields } = input
  return change(verb, 'api.create', async (writer) => {
    if ((await writer.count('api', {})) >= apisMax)
      throw conflict(`There are ${apisMax} APIs, which is the most: delete retired ones first.`)
    await checkApi(writer, input)
    const api = await insertApi(writer, {
      ...fields,
      ...managedBy(verb),
      state: 'created',
      models: models === null ? null : storedModels(models),
    })
    for (const stage of ['production', 'sandbox'] as const) {
      const start = endpoints[stage]
      if (start !== undefined)
        await makeEndpoint({ verb, writer, at: `endpoints.${stage}.` }, api, {
          ...start,
          ...{ name: stage, stage, environmentId: null, weight: 1 },
        })
    }
    return api
  })
}

/** Name and addresses are checked, and taken. */
export async function insertApi(
  writer: Writer,
  fields: Parameters<typeof writer.insert<'api'>>[1],
): Promise<ApiRecord> {
  await nameIsFree(writer, fields)
  await addressesAreFree(writer, fields)
  const place = { address: `${fields.context}/${fields.version}`, isDefault: false }
  const api = await refusingTaken(place, () => writer.insert('api', fields))
  await takeAddresses(writer, api)
  return api
}
