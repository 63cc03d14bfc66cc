import { collectLeaves } from '../pipeline/json-text.ts'
import { parseText } from '../protocols/json-fields.ts'
import type { TextField } from '../protocols/text-lens.ts'

/** A text as it stands and, where it is JSON in a string, every string and name in it without its escapes: for rules that only look. */
export function textAndStrings({ text, format }: TextField): readonly string[] {
  if (format === 'plain') return [text]
  return [text, ...collectLeaves({ value: parseText(text) }).map((leaf) => leaf.text)]
}
