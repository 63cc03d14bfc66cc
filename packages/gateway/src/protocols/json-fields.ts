/** Reading fields of JSON that somebody else wrote: nothing is assumed of its shape, nothing throws. */

export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The member as an object; an empty one where it is something else, so that reads can be chained. */
export function objectField(value: unknown, key: string): JsonObject {
  const field = isObject(value) ? value[key] : undefined
  return isObject(field) ? field : {}
}

export function stringField(value: unknown, key: string): string | null {
  const field = isObject(value) ? value[key] : undefined
  return typeof field === 'string' ? field : null
}

export function arrayField(value: unknown, key: string): unknown[] {
  const field = isObject(value) ? value[key] : undefined
  return Array.isArray(field) ? field : []
}

/** A buffer's JSON; undefined where it is none. */
export function parseBytes(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

/** A text's JSON; undefined where it is none. */
export function parseText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
