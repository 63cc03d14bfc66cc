import { jsonObjectsIn } from './json-objects.ts'
import type { JsonSchema } from './json-schema.ts'

/** Whether one of the texts has a JSON object that is valid against the schema. Throws where that would take too long. */
export function anyValidObject(schema: JsonSchema, texts: readonly string[]): boolean {
  const budget = schema.budget()
  return texts.some((text) => jsonObjectsIn(text).some((object) => schema.isValid(object, budget)))
}
