import type { Palette } from '../terminal/palette.ts'

const gap = '  '

/** Rows below their headings, in columns as wide as their widest cell; the last one is not padded. */
export function table(headings: readonly string[], rows: ReadonlyArray<readonly string[]>, palette: Palette): string {
  const widths = headings.map((heading, at) => Math.max(...[heading, ...rows.map((row) => row[at] ?? '')].map(widthOf)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at === cells.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell))))
      .join(gap)
  return [palette.bold(line(headings)), ...rows.map(line)].map((text) => `${text.trimEnd()}\n`).join('')
}

/** Columns that a terminal gives a text: wide characters take two, marks that combine none. */
function widthOf(text: string): number {
  let width = 0
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u.test(
        character,
      )
        ? 2
        : 1
  }
  return width
}
