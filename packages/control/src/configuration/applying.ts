import type { ConfigFile } from '@tollgate/contract/config-file'
import type { Verb } from '../services/verb.ts'
import type { Kind } from '../storage/records.ts'
import type { Writer } from '../storage/store.ts'

/** One application of a document, inside its one transaction. */
export interface Applying {
  /** Its `transaction` is the writer: every verb it is given to becomes a part of this one. */
  readonly verb: Verb
  readonly writer: Writer
  readonly document: ConfigFile
  /** By the path of the reference. */
  readonly secrets: ReadonlyMap<string, string>
  /** The file is the only truth (`up --config`): what no verb would let a person do in one step is done. */
  readonly isFile: boolean
}

/** The id that a declared thing has from its name, where no other thing has it: one that was renamed keeps its own. */
export async function declaredId({ writer }: Applying, kind: Kind, id: string): Promise<{ readonly id?: string }> {
  return (await writer.get(kind, id)) === undefined ? { id } : {}
}

export function fullName({ name, version }: { name: string; version: string }): string {
  return `${name}/${version}`
}

/** What is the same for a document and a record is not written again: only true differences reach the verbs. */
export function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>
}
