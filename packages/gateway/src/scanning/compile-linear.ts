import { RE2JS } from 're2js'
import { estimateInstructions } from './program-size.ts'

/** A publisher's pattern, in UTF-8. */
const patternBytesMax = 1_024
/** What it compiles to; each character of a text may visit every instruction. */
const instructionsMax = 2_000

/** A publisher's pattern that runs in time linear in the text, whatever the text. */
export interface LinearPattern {
  readonly source: string
  /** Whether it matches anywhere. */
  test(text: string): boolean
  /** Its first match. */
  find(text: string): { readonly start: number; readonly end: number } | undefined
  /** The first match that begins at `from` or later, then the next behind it at each call; empty matches are passed over. */
  finder(text: string, from: number): () => { readonly start: number; readonly end: number } | undefined
}

/** Compiles a pattern in RE2's syntax. Throws an Error whose message is a sentence that says why it cannot run. */
export function compileLinear(pattern: string): LinearPattern {
  if (pattern === '') throw new Error('The pattern is empty.')
  if (Buffer.byteLength(pattern) > patternBytesMax)
    throw new Error(`The pattern is longer than ${patternBytesMax} bytes.`)
  const unsupported = unsupportedParts.find(({ shape }) => shape.test(withoutEscapes(pattern)))
  if (unsupported !== undefined)
    throw new Error(`The pattern uses ${unsupported.name}, which cannot run in linear time.`)
  if (estimateInstructions(pattern) > instructionsMax) throw tooLarge()
  const compiled = parse(pattern)
  if (compiled.re2().numberOfInstructions() > instructionsMax) throw tooLarge()
  return {
    source: pattern,
    test: (text) => compiled.test(text),
    find(text) {
      const matcher = compiled.matcher(text)
      return matcher.find() ? { start: matcher.start(), end: matcher.end() } : undefined
    },
    finder: (text, from) => finderOf(compiled, text, from),
  }
}

function finderOf(compiled: RE2JS, text: string, from: number) {
  const matcher = compiled.matcher(text)
  let isFirst = true
  return () => {
    for (;;) {
      const isFound = isFirst ? matcher.find(from) : matcher.find()
      isFirst = false
      if (!isFound) return undefined
      const span = { start: matcher.start(), end: matcher.end() }
      if (span.end > span.start) return span
    }
  }
}

const unsupportedParts = [
  { name: 'look-ahead', shape: /\(\?[=!]/ },
  { name: 'look-behind', shape: /\(\?<[=!]/ },
  { name: 'an atomic group', shape: /\(\?>/ },
  { name: 'a condition', shape: /\(\?\(/ },
  { name: 'recursion', shape: /\(\?(?:R|\d|&)/ },
  { name: 'a back-reference', shape: /\0[1-9k]|\(\?P=/ },
  { name: 'a possessive repeat', shape: /[*+?}]\+/ },
] as const

/** Escapes as NUL and their character where it can be a reference, classes as one letter: what is left of it is syntax. */
function withoutEscapes(pattern: string): string {
  return pattern
    .replace(/\\Q[\s\S]*?(?:\\E|$)/g, 'x')
    .replace(/\\[pPx]\{[^}]*\}/g, 'x')
    .replace(/\\([\s\S])/g, (_, character: string) => (/[1-9k]/.test(character) ? `\0${character}` : 'x'))
    .replace(/\[\^?\]?[^\]]*\]/g, 'x')
}

function parse(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error)
    throw new Error(`The pattern cannot be read: ${reason}.`, { cause: error })
  }
}

function tooLarge(): Error {
  return new Error(`The pattern is too large: its counted repeats unfold to more than ${instructionsMax} steps.`)
}
