/** As much of JSON Schema as forms are made of. */
export interface JsonSchema {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly propertyNames?: JsonSchema
  readonly items?: JsonSchema
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly $ref?: string
}

export type JsonRecord = Readonly<Record<string, unknown>>

export type FieldKind =
  | { readonly kind: 'text'; readonly isLong: boolean }
  | { readonly kind: 'number'; readonly isWhole: boolean }
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'choices'; readonly options: readonly string[] }
  | { readonly kind: 'words' }
  | { readonly kind: 'list'; readonly item: JsonSchema }
  | { readonly kind: 'group' }
  | { readonly kind: 'pairs'; readonly value: JsonSchema; readonly names: readonly string[] | undefined }
  | { readonly kind: 'json' }

/** Texts that may be longer than that are prompts, certificates and the like. */
const longTextLength = 5_000

/** What a value is written in. Whatever has no field of its own is written as JSON. */
export function fieldKind(schema: JsonSchema): FieldKind {
  if (schema.anyOf !== undefined) return unionKind(schema.anyOf)
  if (schema.enum !== undefined) return { kind: 'choice', options: schema.enum }
  if (typeof schema.const === 'string') return { kind: 'choice', options: [schema.const] }
  switch (schema.type) {
    case 'string':
      return { kind: 'text', isLong: (schema.maxLength ?? 0) > longTextLength }
    case 'integer':
    case 'number':
      return { kind: 'number', isWhole: schema.type === 'integer' }
    case 'boolean':
      return { kind: 'switch' }
    case 'array':
      return listKind(schema.items ?? {})
    case 'object':
      return objectKind(schema)
    default:
      return { kind: 'json' }
  }
}

/** A number that may also be written as a text is a number. */
function unionKind(members: readonly JsonSchema[]): FieldKind {
  const isCount = members.some(({ type }) => type === 'integer') && members.every(isNumeric)
  return isCount ? { kind: 'number', isWhole: true } : { kind: 'json' }
}

function isNumeric({ type, pattern }: JsonSchema): boolean {
  return type === 'integer' || type === 'number' || (type === 'string' && pattern?.includes('[0-9]') === true)
}

function listKind(item: JsonSchema): FieldKind {
  const kind = fieldKind(item)
  if (kind.kind === 'choice') return { kind: 'choices', options: kind.options }
  if (kind.kind === 'text' && !kind.isLong) return { kind: 'words' }
  return kind.kind === 'group' ? { kind: 'list', item } : { kind: 'json' }
}

function objectKind({ properties, additionalProperties, propertyNames }: JsonSchema): FieldKind {
  if (properties !== undefined) return { kind: 'group' }
  if (typeof additionalProperties !== 'object') return { kind: 'json' }
  const value = fieldKind(additionalProperties).kind
  const isPlain = value === 'text' || value === 'number'
  return isPlain ? { kind: 'pairs', value: additionalProperties, names: propertyNames?.enum } : { kind: 'json' }
}

export function asRecord(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {}
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The record with a field changed; undefined takes it out. */
export function withField(record: JsonRecord, name: string, value: unknown): JsonRecord {
  const { [name]: _, ...others } = record
  return value === undefined ? others : { ...record, [name]: value }
}
