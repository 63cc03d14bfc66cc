import type { Phrase } from './phrases.ts'
import type { Hit } from './rules.ts'

/** Finds phrases in a text that was made plain, in time that grows with the text alone. */
export type PhraseMatcher = (text: string) => Hit[]

const usualReach = 4
/** A word, or the end of a sentence, a paragraph or a statement of code. */
const tokens = /[\p{L}\p{N}]+(?:['’]\p{L}+)?|[.!?。](?=\s|$)|\n[ \t]*\n|[;{}=]|\)[ \t]*\n/gu
/** Farther than any phrase reaches. */
const sentenceGap = 1_000
const negations = new Set([
  'not',
  "don't",
  'dont',
  'never',
  'without',
  "can't",
  'cannot',
  "shouldn't",
  "doesn't",
  "didn't",
  "won't",
])
/** Whoever speaks of their own instructions may take them back. */
const speaker = new Set(['my', 'our'])

interface Place {
  readonly phrase: number
  readonly step: number
}

export function compilePhrases(phrases: readonly Phrase[]): PhraseMatcher {
  const places = placesByWord(phrases)
  return (text) => {
    const hits: Hit[] = []
    // Where each phrase has come to: by step, the place of the last word that continues it.
    const reached = phrases.map(({ steps }) => new Float64Array(steps.length).fill(Number.NEGATIVE_INFINITY))
    let position = 0
    let spokenAt = Number.NEGATIVE_INFINITY
    let before = ''
    for (const { 0: token, index } of text.matchAll(tokens)) {
      const word = plainWord(token)
      position += isWord(token) ? 1 : sentenceGap
      if (speaker.has(word)) spokenAt = position
      for (const { phrase, step } of places.get(word) ?? []) {
        const found = phrases[phrase]
        const line = reached[phrase]
        if (found === undefined || line === undefined) continue
        if (step === 0) {
          if (found.mayBeNegated === true || !negations.has(before)) line[0] = position
          continue
        }
        const last = line[step - 1] ?? Number.NEGATIVE_INFINITY
        if (last === position || position - last > (found.reach ?? usualReach) || spokenAt > last) continue
        line[step] = position
        if (step === found.steps.length - 1) hits.push({ rule: found.rule, weight: found.weight, at: index })
      }
      before = word
    }
    return hits
  }
}

/** Later steps of a phrase first, so that one word does not stand for two of them. */
function placesByWord(phrases: readonly Phrase[]): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>()
  for (const [phrase, { steps }] of phrases.entries())
    for (let step = steps.length - 1; step >= 0; step--)
      for (const word of steps[step] ?? []) {
        const known = places.get(word) ?? []
        known.push({ phrase, step })
        places.set(word, known)
      }
  return places
}

function isWord(token: string): boolean {
  return /[\p{L}\p{N}]/u.test(token)
}

const digits: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't' }

/** Small letters; `1gn0re` reads `ignore`. */
function plainWord(token: string): string {
  const word = token.toLowerCase().replace('’', "'")
  return /\d/.test(word) && /[a-z]/.test(word) ? word.replace(/[013457]/g, (digit) => digits[digit] ?? digit) : word
}
