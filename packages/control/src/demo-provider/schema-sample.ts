import { arrayField, isObject, objectField, stringField } from '@tollgate/gateway/protocols/json-fields'

/** Deeper than any schema that an agent sends; a recursive one ends here. */
const depthMax = 12

/** The smallest value that fits a JSON Schema, as far as agents use it: required properties, enums, references, unions. */
export function sampleOfSchema(schema: unknown): unknown {
  return sample(schema, schema, 0)
}

function sample(schema: unknown, root: unknown, depth: number): unknown {
  if (!isObject(schema) || depth > depthMax) return null
  if ('const' in schema) return schema.const
  const choices = arrayField(schema, 'enum')
  if (choices.length > 0) return choices[0]
  const reference = stringField(schema, '$ref')
  if (reference !== null) return sample(follow(reference, root), root, depth + 1)
  const union = [...arrayField(schema, 'anyOf'), ...arrayField(schema, 'oneOf'), ...arrayField(schema, 'allOf')]
  if (union.length > 0) return sample(union[0], root, depth + 1)
  return sampleOfType(schema, root, depth)
}

function sampleOfType(schema: Record<string, unknown>, root: unknown, depth: number): unknown {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type) {
    case 'string':
      return sampleText(schema)
    case 'integer':
    case 'number':
      return numberField(schema, 'minimum') ?? 0
    case 'boolean':
      return false
    case 'null':
      return null
    case 'array':
      return Array.from({ length: Math.min(numberField(schema, 'minItems') ?? 0, 10) }, () =>
        sample(schema.items, root, depth + 1),
      )
    default:
      return sampleObject(schema, root, depth)
  }
}

function sampleObject(schema: Record<string, unknown>, root: unknown, depth: number): Record<string, unknown> {
  const properties = objectField(schema, 'properties')
  const names = arrayField(schema, 'required').filter((name) => typeof name === 'string')
  return Object.fromEntries(names.map((name) => [name, sample(properties[name], root, depth + 1)]))
}

function sampleText(schema: Record<string, unknown>): string {
  const text = 'Tollgate demo'.padEnd(Math.min(numberField(schema, 'minLength') ?? 0, 1_000), '.')
  return text.slice(0, numberField(schema, 'maxLength') ?? text.length)
}

/** `#/$defs/name`: only references inside the schema itself. */
function follow(reference: string, root: unknown): unknown {
  if (!reference.startsWith('#')) return undefined
  let current = root
  for (const part of reference.split('/').slice(1)) current = objectField(current, decodePointer(part))
  return current
}

function decodePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

function numberField(schema: Record<string, unknown>, key: string): number | undefined {
  const value = schema[key]
  return typeof value === 'number' ? value : undefined
}
