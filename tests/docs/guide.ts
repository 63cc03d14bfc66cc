import { type FencedBlock, type Page, readPage } from './page.ts'

/** The guide as its tests walk through it: a block is taken once, so that what nobody ran can be told at the end. */
export class Guide {
  readonly page: Page
  readonly #left: FencedBlock[]

  /** The blocks under headings that begin with one of these. */
  constructor(headings: readonly string[], path = 'docs/guides/codex.md') {
    this.page = readPage(path)
    this.#left = this.page.blocks().filter(({ heading }) => headings.some((start) => heading.startsWith(start)))
  }

  /** The first block of this language, not yet taken, with this text in it. */
  take(language: string, part: string): string {
    const at = this.#left.findIndex((block) => block.language === language && block.text.includes(part))
    const [block] = at < 0 ? [] : this.#left.splice(at, 1)
    if (block === undefined) throw new Error(`the guide has no ${language} block with '${part}' (left)`)
    return block.text
  }

  get left(): readonly string[] {
    return this.#left.map(({ heading, text }) => `${heading}: ${text}`)
  }
}

/** Which test runs the blocks under which headings. */
export const journeyHeadings = ['1.', '2.', '3.', '4.', '5.'] as const
export const troubleHeadings = ['If it does not work'] as const
export const useCaseHeadings = [
  'Change what is served',
  'A real provider',
  'Who used',
  'Limits by plan',
  'Guardrails',
  'An instruction',
] as const
export const certificateHeadings = ['Your own certificate'] as const
export const allHeadings = [...journeyHeadings, ...troubleHeadings, ...useCaseHeadings, ...certificateHeadings]
