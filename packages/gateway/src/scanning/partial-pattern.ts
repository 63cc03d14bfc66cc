import { type PatternNode, parsePattern } from './parse-pattern.ts'

/** Tells of a text that is still coming where a match of a pattern may have begun that its end does not yet show. */
export interface PartialPattern {
  /** The first place, from `from` on, whose rest is the beginning of a match or a match that may still grow; `text.length` for none. */
  openFrom(text: string, from: number): number
  /** No match, together with what is looked at behind it, is longer. */
  readonly lengthMax: number
}

/**
 * Derived from the pattern itself, so that the two cannot differ: every character `x` becomes `x or the end of the text`, and what is
 * looked at behind a match becomes a part of it that may be there.
 */
export function partialPattern({ source, flags }: RegExp): PartialPattern {
  const tree = parsePattern(source)
  const pattern = new RegExp(
    `(?:${partialOf(tree, { isHead: true, isTail: true })})$`,
    `${flags.replace(/[gy]/g, '')}g`,
  )
  const lengthMax = lengthOf(tree)
  const alphabet = alphabetOf(tree, flags)
  return {
    lengthMax,
    openFrom(text, from) {
      const lowest = Math.max(from, text.length - lengthMax - 1)
      let start = text.length
      while (start > lowest && (alphabet[Math.min(text.charCodeAt(start - 1), beyondAscii)] ?? 0) === 1) start--
      if (start === text.length) return start
      pattern.lastIndex = start
      return pattern.exec(text)?.index ?? text.length
    },
  }
}

interface Place {
  readonly isHead: boolean
  readonly isTail: boolean
}

const inside: Place = { isHead: false, isTail: false }

function partialOf(node: PatternNode, place: Place): string {
  switch (node.kind) {
    case 'character':
      return `(?:${node.source}|$)`
    case 'boundary':
      return `(?:${node.source}|$)`
    case 'look':
      if (node.isBehind) return place.isHead ? node.source : ''
      return place.isTail ? `(?:${partialOf(node.body, inside)})?` : ''
    case 'repeat':
      return `(?:${partialOf(node.body, inside)}){${node.min},${node.max}}`
    case 'choice':
      return `(?:${node.options.map((option) => partialOf(option, place)).join('|')})`
    case 'sequence':
      return node.items.map((item, index) => partialOf(item, placeWithin(node.items, index, place))).join('')
  }
}

/** Only what stands in front of, or behind, everything that takes characters may look at what is around the match. */
function placeWithin(items: readonly PatternNode[], index: number, { isHead, isTail }: Place): Place {
  const takesNothing = ({ kind }: PatternNode) => kind === 'look' || kind === 'boundary'
  return {
    isHead: isHead && items.slice(0, index).every(takesNothing),
    isTail: isTail && items.slice(index + 1).every(takesNothing),
  }
}

function lengthOf(node: PatternNode): number {
  switch (node.kind) {
    case 'character':
      return 1
    case 'boundary':
      return 1
    case 'look':
      return node.isBehind ? 0 : lengthOf(node.body)
    case 'repeat':
      return node.max * lengthOf(node.body)
    case 'choice':
      return Math.max(...node.options.map(lengthOf))
    case 'sequence':
      return node.items.reduce((sum, item) => sum + lengthOf(item), 0)
  }
}

const beyondAscii = 128

/** 1 for every character that a match, or what is looked at behind it, can have; all characters beyond ASCII share one entry. */
function alphabetOf(node: PatternNode, flags: string): Uint8Array {
  const alphabet = new Uint8Array(beyondAscii + 1)
  const open = [node]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'character') addCharacters(alphabet, next.source, flags)
    else if (next.kind === 'look' || next.kind === 'repeat') open.push(next.body)
    else if (next.kind === 'choice') open.push(...next.options)
    else if (next.kind === 'sequence') open.push(...next.items)
  }
  return alphabet
}

function addCharacters(alphabet: Uint8Array, source: string, flags: string): void {
  const character = new RegExp(source, flags.replace(/[gy]/g, ''))
  for (let code = 0; code < beyondAscii; code++) if (character.test(String.fromCharCode(code))) alphabet[code] = 1
  if (/[^\0-\x7f]|\\[uDWS]|^\.$|^\[\^/.test(source) || flags.includes('i')) alphabet[beyondAscii] = 1
}
