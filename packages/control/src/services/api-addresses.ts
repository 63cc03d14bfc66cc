import { type Addressed, type ApiAddress, addressesOf, hasDotSegment } from '../config/api-address.ts'
import type { ApiRecord } from '../storage/records.ts'
import { type Reader, UniqueViolation, type Writer } from '../storage/store.ts'
import { conflict, invalidField, type Problem } from './problem.ts'

/** Where an API is about to answer: refused where another API of this organisation does. `except`: the API itself. */
export async function addressesAreFree(reader: Reader, place: Addressed, except?: string): Promise<void> {
  if (hasDotSegment(place)) throw invalidField('context', 'has a part that is . or .. in it, which clients fold away')
  for (const wanted of addressesOf(place)) {
    const [taken] = await reader.find('apiAddress', { address: wanted.address })
    if (taken === undefined || taken.apiId === except) continue
    const holder = await reader.get('api', taken.apiId)
    const label = `${holder?.name}/${holder?.version}`
    if (wanted.isDefault && holder?.isDefaultVersion === true && holder.context === place.context)
      throw conflict(
        `${label} is the default version of ${place.context} already: leave isDefaultVersion out, and move it with PUT /apis/{id}/default when this one is published.`,
        'isDefaultVersion',
      )
    throw addressTaken(wanted, `${label} (${taken.apiId})`)
  }
}

/** Gives an API that was made or changed the addresses it answers at; those it had before become free. */
export async function takeAddresses(writer: Writer, api: ApiRecord): Promise<void> {
  const wanted = addressesOf(api)
  const held = await writer.find('apiAddress', { apiId: api.id })
  for (const record of held)
    if (!wanted.some(({ address }) => address === record.address)) await writer.remove('apiAddress', record)
  for (const place of wanted)
    if (!held.some(({ address }) => address === place.address))
      await refusingTaken(place, () => writer.insert('apiAddress', { apiId: api.id, address: place.address }))
}

export async function dropAddresses(writer: Writer, api: ApiRecord): Promise<void> {
  for (const record of await writer.find('apiAddress', { apiId: api.id })) await writer.remove('apiAddress', record)
}

/** The database knows the addresses of the other organisations as well; whose they are is nobody else's business. */
export async function refusingTaken<T>(place: ApiAddress, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    throw addressTaken(place, 'an API of another organisation')
  }
}

function addressTaken({ address, isDefault }: ApiAddress, holder: string): Problem {
  return conflict(
    `The address ${address} is taken by ${holder}: choose another context or version.`,
    isDefault ? 'isDefaultVersion' : 'context',
  )
}
