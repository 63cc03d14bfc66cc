import type { z } from 'zod'

/** Where a schema of the contract can be imported from, by the schema itself. */
export type KnownSchemas = ReadonlyMap<z.core.$ZodType, string>

/** `input`: what is sent, where presets may be left out. `output`: what is answered. */
export type Direction = 'input' | 'output'

/** A schema as TypeScript: schemas that the contract exports by their names, all else written out. */
export function typeOfSchema(schema: z.core.$ZodType, direction: Direction, known: KnownSchemas): string {
  const name = known.get(schema)
  if (name !== undefined) return `z.${direction}<typeof ${name}>`
  const { def } = (schema as z.core.$ZodTypes)._zod
  const inner = (one: z.core.$ZodType) => typeOfSchema(one, direction, known)
  switch (def.type) {
    case 'object':
      return typeOfObject(def.shape, direction, known)
    case 'array':
      return `readonly (${inner(def.element)})[]`
    case 'optional':
      return `${inner(def.innerType)} | undefined`
    case 'nullable':
      return `${inner(def.innerType)} | null`
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'nonoptional':
    case 'catch':
      return inner(def.innerType)
    case 'pipe':
      return inner(direction === 'input' ? def.in : def.out)
    case 'union':
      return def.options.map((option) => `(${inner(option)})`).join(' | ')
    case 'intersection':
      return `(${inner(def.left)}) & (${inner(def.right)})`
    case 'enum':
      return Object.values(def.entries).map(quoted).join(' | ')
    case 'literal':
      return def.values.map(quoted).join(' | ')
    case 'record':
      return `Readonly<Record<string, ${inner(def.valueType)}>>`
    case 'lazy':
      return inner(def.getter())
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
    case 'undefined':
      return def.type
    case 'unknown':
    case 'any':
    case 'transform':
      return 'unknown'
    default:
      throw new Error(`no TypeScript for a schema of the kind ${def.type}`)
  }
}

function typeOfObject(
  shape: Readonly<Record<string, z.core.$ZodType>>,
  direction: Direction,
  known: KnownSchemas,
): string {
  const fields = Object.entries(shape).map(([name, field]) => {
    const mark = mayBeLeftOut(field, direction) ? '?' : ''
    return `readonly ${JSON.stringify(name)}${mark}: ${typeOfSchema(field, direction, known)}`
  })
  return fields.length === 0 ? 'Record<never, never>' : `{ ${fields.join('; ')} }`
}

function mayBeLeftOut(field: z.core.$ZodType, direction: Direction): boolean {
  return (direction === 'input' ? field._zod.optin : field._zod.optout) === 'optional'
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}
