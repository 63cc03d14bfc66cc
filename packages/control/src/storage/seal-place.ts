import type { Kind } from './records.ts'
import { columnName, tables } from './tables.ts'

/** Where a sealed text stands: `credential.sealed_next:cred_…`. It is sealed for this place and opens in no other. */
export function sealPlace(kind: Kind, property: string, id: string): string {
  return `${tables[kind].name}.${columnName(property)}:${id}`
}

export function keptRequestPlace(id: string): string {
  return `kept_request.sealed:${id}`
}

export function keptSecretPlace(name: string): string {
  return `kept_secret.sealed:${name}`
}
