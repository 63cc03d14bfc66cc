import type { Detector, Hit } from './detector.ts'
import { partialPattern } from './partial-pattern.ts'

/** One of our own patterns: JavaScript's syntax, bounded repeats only (see `parse-pattern.ts`). A group named `value` is what is hit, and is the last one. */
export interface PatternRule {
  readonly pattern: RegExp
  /** A text without any of these cannot match: they are looked for first, because that is fast. */
  readonly literals?: readonly string[]
  /**
   * Whether a match is one: true, or how many of its characters. Looks at no more than what the pattern itself looks at behind a match,
   * and at `contextCharactersMax` in front of it.
   */
  accept?(value: string, place: { readonly text: string; readonly start: number }): boolean | number
}

/** Hits wherever one of the rules does. */
export function patternDetector(rules: readonly PatternRule[]): Detector {
  const parts = rules.map((rule) => ({
    rule,
    pattern: new RegExp(rule.pattern.source, `${rule.pattern.flags.replace(/[gy]/g, '')}g`),
    partial: partialPattern(rule.pattern),
  }))
  return {
    find: (text, from) => parts.flatMap(({ rule, pattern }) => findAll(rule, pattern, text, from)),
    openFrom: (text, from) =>
      parts.reduce((open, { partial }) => Math.min(open, partial.openFrom(text, from)), text.length),
  }
}

/** A match that is not accepted hides nothing: the search goes on at the next character. */
function findAll({ literals, accept }: PatternRule, pattern: RegExp, text: string, from: number): Hit[] {
  const hits: Hit[] = []
  if (literals?.every((literal) => !text.includes(literal, from)) === true) return hits
  pattern.lastIndex = from
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const value = match.groups?.value ?? match[0]
    const start = match.index + match[0].length - value.length
    const accepted = accept?.(value, { text, start }) ?? true
    if (accepted === false || accepted === 0) pattern.lastIndex = match.index + 1
    else {
      const end = start + (accepted === true ? value.length : accepted)
      hits.push({ from: match.index, start, end })
      pattern.lastIndex = end
    }
  }
  return hits
}
