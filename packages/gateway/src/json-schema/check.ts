/** One keyword, or all of a schema, as a function: true where the value is as it says. */
export type Check = (value: unknown, run: Run) => boolean

/** The work of one validation: what is left of it, and how deep it stands. */
export interface Run {
  stepsLeft: number
  depth: number
}

/** A schema that cannot be used; the message is a sentence for the publisher who wrote it. */
export class JsonSchemaError extends Error {}

/** What a keyword needs of the schema around it. */
export interface Place {
  /** The schema in which the keyword stands. */
  readonly schema: Readonly<Record<string, unknown>>
  /** Where that is, as in `#/properties/a`. */
  readonly at: string
  /** Compiles the schema at a keyword of this one, such as `items` or `properties/a`. */
  compile(schema: unknown, below: string): Check
  /** Compiles the schema that `$ref` means. */
  resolve(reference: string): Check
}

export function unusable(at: string, why: string): JsonSchemaError {
  return new JsonSchemaError(`the JSON schema cannot be used: ${why} (at ${at})`)
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An own member; undefined where there is none. */
export function member(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
