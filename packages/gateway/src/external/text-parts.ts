import { judgeJsonText } from '../pipeline/json-text.ts'
import type { Refusal } from '../pipeline/refusal.ts'
import { fixedText } from '../pipeline/text-stream.ts'
import type { TextField } from '../protocols/text-lens.ts'
import type { ServiceText } from './text-service.ts'

/** The texts of fields, JSON in a string taken apart, as one list; and the way back. */
export interface TextParts {
  readonly texts: readonly ServiceText[]
  /** Puts these in their places: as many as there are texts. True where something changed. */
  replace(texts: readonly string[]): boolean | Refusal
}

export function textParts(fields: readonly TextField[]): TextParts {
  const texts: ServiceText[] = []
  for (const field of fields) {
    const { kind, role } = field
    visit(field, (text) => {
      if (text.trim() !== '') texts.push({ text, kind, role, path: field.path() })
      return undefined
    })
  }
  return {
    texts,
    replace(after) {
      const rest = after[Symbol.iterator]()
      let isChanged = false
      for (const field of fields) {
        const out = visit(field, (text) => {
          const next = text.trim() === '' ? text : (rest.next().value ?? text)
          return next === text ? undefined : next
        })
        if (out === undefined) continue
        if (!field.mayChange) return fixedText(field)
        field.replace(out)
        isChanged = true
      }
      return isChanged
    },
  }
}

/** Every part of a field in turn, always in the same order; what comes back is the field with the changes in it. */
function visit({ text, format }: TextField, judge: (part: string) => string | undefined): string | undefined {
  const out = format === 'json' ? judgeJsonText(text, judge) : judge(text)
  return typeof out === 'string' ? out : undefined
}
