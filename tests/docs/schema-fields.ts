import { z } from 'zod'

/** A field of a schema as the reference pages list it: `apis[].endpoints.production.url`. */
export interface SchemaField {
  readonly path: string
  /** `text or null`, `whole number`, `list`, or the values that are allowed. */
  readonly type: string
  readonly isRequired: boolean
  /** As JSON; undefined where the schema names none. */
  readonly default: unknown
}

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly default?: unknown
}

/** Every field of a schema, depth first, as one may write it (`input`) or as it is when it is read (`output`). */
export function schemaFields(schema: z.ZodType, io: 'input' | 'output'): readonly SchemaField[] {
  return [...fieldsOf(z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema, '')]
}

function* fieldsOf(schema: JsonSchema, prefix: string): Generator<SchemaField> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const path = `${prefix}${name}`
    const isRequired = schema.required?.includes(name) === true
    yield { path, type: typeOf(field), isRequired, default: field.default }
    if (!isSecret(field)) yield* fieldsInside(field, path)
  }
}

function* fieldsInside(field: JsonSchema, path: string): Generator<SchemaField> {
  for (const shape of [field, ...(field.anyOf ?? [])]) {
    yield* fieldsOf(shape, `${path}.`)
    if (shape.items !== undefined) yield* fieldsOf(shape.items, `${path}[].`)
  }
}

function typeOf(schema: JsonSchema): string {
  if (isSecret(schema)) return 'secret'
  if (schema.const !== undefined) return String(schema.const)
  if (schema.enum !== undefined) return schema.enum.join(', ')
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ')
  if (schema.format === 'date-time') return 'date and time'
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  return types.length === 0 ? 'anything' : types.map((type) => names[type] ?? type).join(' or ')
}

const names: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  array: 'list',
}

/** `{ env }` or `{ file }`. */
function isSecret(schema: JsonSchema): boolean {
  return schema.anyOf?.some(({ properties }) => properties !== undefined && 'env' in properties) === true
}
