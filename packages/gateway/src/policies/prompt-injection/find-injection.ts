import { decodeBase64Texts } from './encoded-text.ts'
import { findHidden, plainText } from './hidden-text.ts'
import { findMarkers } from './markers.ts'
import { compilePhrases, type PhraseMatcher } from './phrase-matcher.ts'
import { phrases } from './phrases.ts'
import type { Hit, RuleName } from './rules.ts'

/** A long text is looked at in slices, between which other calls have their turn. */
const sliceCharacters = 32_768
/** Of a slice, looked at again with the next one: what lies across the cut is seen whole. */
const overlapCharacters = 8_192
/** Rules that are hit this close to each other are of one attempt. */
const attemptCharacters = 1_500
/** What a hidden or encoded text has to weigh to count as an instruction. */
const encodedWeight = 0.5
/** Hits of one place that are weighed together. */
const hitsMax = 50

export interface Injection {
  /** The weights of the rules of the worst place together. */
  readonly score: number
  readonly rules: readonly RuleName[]
}

export type FindInjection = (text: string) => Injection | Promise<Injection>

/** `off`: rules that do not count. */
export function createFindInjection(off: readonly RuleName[]): FindInjection {
  const findPhrases = compilePhrases(phrases)
  const isOn = ({ rule }: Hit) => !off.includes(rule)
  const look = (text: string) => hitsIn(text, findPhrases).filter(isOn)
  return (text) => (text.length <= sliceCharacters ? worst(look(text)) : lookInSlices(text, look))
}

async function lookInSlices(text: string, look: (slice: string) => Hit[]): Promise<Injection> {
  let found: Injection = { score: 0, rules: [] }
  for (let start = 0; start < text.length; start += sliceCharacters) {
    if (start > 0) await new Promise((resolve) => setImmediate(resolve))
    const slice = worst(look(text.slice(Math.max(0, start - overlapCharacters), start + sliceCharacters)))
    if (slice.score > found.score) found = slice
  }
  return found
}

function hitsIn(text: string, findPhrases: PhraseMatcher): Hit[] {
  const hidden = findHidden(text)
  const plain = plainText(text)
  const inDecoded = (decoded: string, at: number): Hit[] => {
    const inner = worst([...findPhrases(plainText(decoded)), ...findMarkers(decoded)])
    return inner.score >= encodedWeight ? [{ rule: 'encoded-instructions', weight: 1, at }] : []
  }
  return [
    ...hidden.hits,
    ...hidden.decoded.flatMap((decoded) => inDecoded(decoded, 0)),
    ...findPhrases(plain),
    ...findMarkers(plain),
    ...decodeBase64Texts(plain).flatMap(({ text: decoded, at }) => inDecoded(decoded, at)),
  ]
}

/** The place where the most weight comes together; a rule counts once, with the heaviest of its hits. */
function worst(hits: readonly Hit[]): Injection {
  const inOrder = hits.toSorted((a, b) => a.at - b.at)
  let found: Injection = { score: 0, rules: [] }
  let from = 0
  for (const [index, { at }] of inOrder.entries()) {
    while ((inOrder[from]?.at ?? at) < at - attemptCharacters) from++
    const weights = new Map<RuleName, number>()
    // Of very many hits in one place the last ones say as much as all.
    for (const hit of inOrder.slice(Math.max(from, index - hitsMax), index + 1))
      weights.set(hit.rule, Math.max(hit.weight, weights.get(hit.rule) ?? 0))
    const score = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
    if (score > found.score) found = { score: Math.round(score * 100) / 100, rules: [...weights.keys()].sort() }
  }
  return found
}
