import type { Token } from '../source/token.ts'

/** The index of the first token of each place where these texts follow one another, outside of strings and templates. */
export function findSequence(code: readonly Token[], texts: readonly (string | RegExp)[]): number[] {
  return code.flatMap((_, index) => (texts.every((text, offset) => fits(code[index + offset], text)) ? [index] : []))
}

function fits(token: Token | undefined, text: string | RegExp): boolean {
  if (token === undefined || (token.kind !== 'word' && token.kind !== 'punct')) return false
  return typeof text === 'string' ? token.text === text : text.test(token.text)
}
