/** Careful steps into JSON that somebody else wrote. */

export type JsonObject = Readonly<Record<string, unknown>>

/** The value as an object; an empty one where it is none. */
export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** The value as a list of objects; empty where it is no list. */
export function asObjects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(asObject) : []
}

/** The text as a JSON object; an empty one where it is none. */
export function parseObject(text: string): JsonObject {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return {}
  }
}
