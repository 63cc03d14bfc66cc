import { configFileSchema } from '@tollgate/contract/config-file'
import { z } from 'zod'
import type { FieldPath } from './problem.ts'

/** The part of JSON Schema that says what a field is for. */
export interface FieldHelp {
  readonly description?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, FieldHelp>>
  readonly items?: FieldHelp
  readonly anyOf?: readonly FieldHelp[]
  readonly minLength?: number
  readonly maxLength?: number
}

/** Looks up what the schema says about a field. Built only when there is something to complain about. */
export function createFieldHelp(): (path: FieldPath) => FieldHelp | undefined {
  const root: FieldHelp = z.toJSONSchema(configFileSchema, { io: 'input', unrepresentable: 'any' }) as FieldHelp
  return (path) => {
    let help: FieldHelp | undefined = root
    for (const part of path) help = typeof part === 'number' ? help?.items : help?.properties?.[part]
    return help
  }
}
