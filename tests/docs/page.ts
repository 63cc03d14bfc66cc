import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the project. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface FencedBlock {
  readonly language: string
  /** The heading above it, without its marks. */
  readonly heading: string
  readonly text: string
}

/** One row of a table, by the names of its columns. */
export type TableRow = Readonly<Record<string, string>>

/** `path` starts at the folder of the project. */
export function readPage(path: string): Page {
  return new Page(readFileSync(join(root, path), 'utf8'))
}

/** A Markdown page of the project, as its tests read it. */
export class Page {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** From the heading that begins so to the next one of its level. */
  section(heading: string): Page {
    const mark = /^#+ /.exec(heading)?.[0] ?? ''
    const from = this.text.indexOf(`\n${heading}`)
    if (from < 0) throw new Error(`the page has no heading '${heading}'`)
    const end = this.text.indexOf(`\n${mark}`, from + 1)
    return new Page(this.text.slice(from, end < 0 ? undefined : end + 1))
  }

  blocks(): readonly FencedBlock[] {
    let heading = ''
    return [...this.text.matchAll(/^(?:#+ ([^\n]+)|```(\w*)\n(.*?)^```)$/gms)].flatMap(([, title, language, text]) => {
      if (title !== undefined) heading = title
      return language === undefined || text === undefined ? [] : [{ language, heading, text }]
    })
  }

  /** The rows of every table that has these columns (it may have more), in the order of the page. */
  rows(...columns: readonly string[]): readonly TableRow[] {
    const prose = this.text.replace(/^```.*?^```$/gms, '')
    return [...prose.matchAll(/(?:^\|.*\|\n)+/gm)].flatMap(([table]) => {
      const [names = [], , ...cells] = table.trim().split('\n').map(cellsOf)
      if (!columns.every((column) => names.includes(column))) return []
      return cells.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ''])))
    })
  }
}

/** What stands between backticks in a cell or a sentence. */
export function codeIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '')
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
}
