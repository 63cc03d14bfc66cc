import type { TextKind } from './text-lens.ts'
import { freeMap, mapOf, nameInfo, type Rule, recursive, text, textInfo, word } from './text-rules.ts'

const maps = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']
const names = ['required', '$ref', '$id', '$anchor', '$dynamicRef', '$dynamicAnchor', '$schema', 'dependentRequired']
const data = ['default', 'const', 'enum', 'examples', 'example']

/**
 * A JSON schema, which says what every string in it is: titles and descriptions, values, names that it refers to. What a keyword
 * of tomorrow holds is text. The names of properties are keys, and no texts.
 */
export function jsonSchema(kind: TextKind): Rule {
  const info = textInfo(kind)
  return recursive((self) => {
    const fields: Record<string, Rule> = { type: word, format: word, contentEncoding: word, contentMediaType: word }
    for (const name of maps) fields[name] = mapOf(self)
    for (const name of names) fields[name] = text(nameInfo(kind))
    for (const name of data) fields[name] = text(info)
    return { ...freeMap(info, fields), rest: self }
  })
}
