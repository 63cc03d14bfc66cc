import { decodeJson, decodeValues } from './record-codec.ts'
import type { ApiKeyRecord, Kind, Records } from './records.ts'

type RowDecoder<R> = (values: readonly unknown[]) => R

/**
 * Makes records of rows whose values come in the order of `columnNames`. There are hundreds of thousands of keys: written out, each
 * costs a third of what a loop over its columns does.
 */
export function rowDecoder<K extends Kind>(kind: K): RowDecoder<Records[K]>
export function rowDecoder(kind: Kind): RowDecoder<Records[Kind]> {
  if (kind === 'apiKey') return decodeApiKey
  return (values) => decodeValues(kind, values)
}

function decodeApiKey(values: readonly unknown[]): ApiKeyRecord {
  return {
    id: values[0],
    organisationId: values[1],
    revision: values[2],
    createdAt: values[3],
    updatedAt: values[4],
    applicationId: values[5],
    personId: values[6],
    personName: values[7],
    environmentId: values[8],
    name: values[9],
    type: values[10],
    digest: values[11],
    lastFour: values[12],
    state: values[13],
    expiresAt: values[14],
    allowedAddresses: decodeJson(values[15]),
    allowedReferrers: decodeJson(values[16]),
    rotatedFromId: values[17],
    lastUsedAt: values[18],
    testApiId: values[19],
    managedBy: values[20],
  } as ApiKeyRecord
}
