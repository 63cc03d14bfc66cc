import { type Column, decodeJson, decodeValue, decodeValues } from './record-codec.ts'
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

/** Makes lists of values of rows of these columns. Most are text, which stays as it is, and so does a row of nothing else. */
export function valuesDecoder<Values>(columns: readonly Column[]): RowDecoder<Values>
export function valuesDecoder(columns: readonly Column[]): RowDecoder<readonly unknown[]> {
  const decoded = columns.flatMap(({ type }, index) => (type === 'json' || type === 'boolean' ? [{ type, index }] : []))
  const isAsItIs = (values: readonly unknown[]) => decoded.every(({ index }) => values[index] === null)
  return (values) => (isAsItIs(values) ? values : columns.map(({ type }, index) => decodeValue(values[index], type)))
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
