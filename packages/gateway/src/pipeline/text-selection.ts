import { compileJsonPath } from '../json-path/json-path.ts'
import type { TextField } from '../protocols/text-lens.ts'
import type { Exchange } from './exchange.ts'
import { collectLeaves } from './json-text.ts'

/**
 * The texts of a request that a JSONPath names, and every text inside what it names; undefined for an empty path: all of them, as the
 * protocol shows them. A path that names nothing in a request names no text.
 */
export function narrowedBy(jsonPath: string): ((x: Exchange) => readonly TextField[]) | undefined {
  if (jsonPath === '') return undefined
  const path = compileJsonPath(jsonPath)
  return (x) =>
    x.view === null
      ? []
      : path.select(x.view.json).flatMap(({ path: place, value, replace }) => fieldsOf(place, value, replace))
}

function fieldsOf(place: () => string, value: unknown, replace: (value: unknown) => void): TextField[] {
  const about = { kind: 'unknown', role: null, format: 'plain', mayChange: true, path: place } as const
  if (typeof value === 'string') return [{ ...about, text: value, replace }]
  if (typeof value !== 'object' || value === null) return []
  return collectLeaves({ value }).map((leaf) => ({
    ...about,
    text: leaf.text,
    replace: (text) => leaf.replace(text),
  }))
}
