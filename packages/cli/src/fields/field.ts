import { at, listOf, objectOf, textOf } from '../api-client/json.ts'

/** A schema of the contract, as far as the command line looks at it. */
export interface InputSchema {
  toJSONSchema(options: { readonly io: 'input'; readonly unrepresentable: 'any' }): unknown
}

/** One field of a request as a flag can give it; what is nested can only be given by --data. */
export interface Field {
  readonly name: string
  readonly kind: 'text' | 'number' | 'boolean' | 'list' | 'nested'
  /** The only values it may have; null: any. */
  readonly choices: readonly string[] | null
  readonly nullable: boolean
  readonly required: boolean
  /** What holds where it is left out, as far as the schema says. */
  readonly preset: unknown
  readonly description: string
}

/** The fields of an object schema, in its order: the schema of the contract is what the flags are made of. */
export function fieldsOf(schema: InputSchema): readonly Field[] {
  const described = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' })
  const variants = [...listOf(at(described, 'oneOf')), ...listOf(at(described, 'anyOf'))]
  return variants.length === 0 ? fieldsOfObject(described) : fieldsOfVariants(variants)
}

function fieldsOfObject(described: unknown): readonly Field[] {
  const required = new Set(listOf(at(described, 'required')))
  return Object.entries(objectOf(at(described, 'properties'))).map(([name, property]) => ({
    ...fieldOf(name, property),
    required: required.has(name),
  }))
}

/** One of several objects: all of their fields, and required is what each of them requires. */
function fieldsOfVariants(variants: readonly unknown[]): readonly Field[] {
  const all = variants.map(fieldsOfObject)
  const names = [...new Set(all.flat().map(({ name }) => name))]
  return names.flatMap((name) => {
    const found = all.flat().filter((field) => field.name === name)
    const [first] = found
    if (first === undefined) return []
    const choices = found.flatMap((field) => field.choices ?? [])
    const required = found.length === variants.length && found.every((field) => field.required)
    return [{ ...first, required, choices: choices.length === 0 ? null : [...new Set(choices)] }]
  })
}

function fieldOf(name: string, property: unknown): Omit<Field, 'required'> {
  const variants = listOf(at(property, 'anyOf'))
  const isNull = (variant: unknown) => at(variant, 'type') === 'null'
  const others = variants.filter((variant) => !isNull(variant))
  const nullable = variants.some(isNull)
  const shape = variants.length === 0 ? property : others.length === 1 ? others[0] : null
  const description = textOf(at(property, 'description')) ?? textOf(at(shape, 'description')) ?? ''
  return { name, ...kindOf(shape), nullable, description, preset: at(property, 'default') }
}

function kindOf(shape: unknown): Pick<Field, 'kind' | 'choices'> {
  const choices = [...listOf(at(shape, 'enum')), at(shape, 'const')].filter((choice) => typeof choice === 'string')
  switch (at(shape, 'type')) {
    case 'string':
      return { kind: 'text', choices: choices.length === 0 ? null : choices }
    case 'integer':
    case 'number':
      return { kind: 'number', choices: null }
    case 'boolean':
      return { kind: 'boolean', choices: null }
    case 'array':
      return at(shape, 'items.type') === 'string' ? { kind: 'list', choices: null } : { kind: 'nested', choices: null }
    default:
      return { kind: 'nested', choices: null }
  }
}
