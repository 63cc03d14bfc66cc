import type { Hit } from './rules.ts'

/** Characters of Unicode's tag block that nobody sees; five or fewer are left to flags of regions. */
const tagRun = /[\u{E0020}-\u{E007F}]{4,4096}/gu
const flag = /\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,6}\u{E007F}/gu
/** Joiners and spaces without width: a word of a script that needs them has few in a row. */
const zeroWidthRun = /[\u200B-\u200D\u2060-\u2064\u180E\uFEFF]{16,4096}/g
/** A letter or an emoji has one selector of its variant; bytes are hidden in many. */
const selectorRun = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]{4,4096}/gu

/** Letters in other forms: of full width, in circles, of mathematics, ligatures. None becomes more than a few characters. */
const otherForms = /[\uFF01-\uFF5E\u2460-\u24FF\uFB00-\uFB06\u{1D400}-\u{1D7FF}]+/gu

/** Text that a model reads and a person does not see. `decoded`: what stands in tag characters, to be looked at as well. */
export function findHidden(text: string): { readonly hits: Hit[]; readonly decoded: readonly string[] } {
  const hits: Hit[] = []
  const note = (pattern: RegExp, within: string) => {
    const found = [...within.matchAll(pattern)]
    for (const { index } of found) hits.push({ rule: 'hidden-text', weight: 1, at: index })
    return found.map(([run]) => run)
  }
  const withoutFlags = text.replace(flag, (found) => ' '.repeat(found.length))
  const decoded = note(tagRun, withoutFlags).map(decodeTags)
  note(zeroWidthRun, text)
  note(selectorRun, text)
  return { hits, decoded }
}

function decodeTags(run: string): string {
  return [...run].map((character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - 0xe0000)).join('')
}

/** The text as a model reads it: one form of each letter, nothing without width, escapes of JSON as the spaces that they mean. */
export function plainText(text: string): string {
  return text
    .replace(/[\u200B-\u200D\u2060-\u2064\u180E\uFEFF\u00AD]/g, '')
    .replace(otherForms, (run) => run.normalize('NFKC'))
    .replace(/\\[nrt]/g, '\n')
}
