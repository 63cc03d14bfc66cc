import type { Page, Span } from './markdown.ts'

/** One command as a reader would type it, in words. */
export interface ShellCommand {
  readonly words: readonly string[]
  readonly line: number
}

const shells = new Set(['', 'sh', 'bash', 'zsh', 'fish', 'shell', 'console', 'terminal', 'powershell'])
const assignment = /^(?:[A-Za-z_]\w*=\S*|\$env:\w+=\S*)$/

/** The commands of a page: lines of shell blocks, and backticks that begin with one of `programs`. */
export function commandsOf(page: Page, programs: RegExp): ShellCommand[] {
  const typed = page.codeBlocks.filter(({ language }) => shells.has(language)).flatMap(({ lines }) => joinLines(lines))
  return [...typed, ...page.codeSpans].flatMap(({ text, line }) =>
    splitCommands(text)
      .map((words) => ({ words, line }))
      .filter(({ words }) => programs.test(words[0] ?? '')),
  )
}

/** A backslash at the end continues a command on the next line. */
function joinLines(lines: readonly Span[]): Span[] {
  const joined: { text: string; line: number }[] = []
  let continues = false
  for (const { text, line } of lines) {
    const part = text.replace(/\\\s*$/, '')
    const last = joined.at(-1)
    if (continues && last) last.text += ` ${part.trim()}`
    else joined.push({ text: part, line })
    continues = part !== text
  }
  return joined
}

/** Splits at `&&`, `||`, `;`, `|` and comments; prompts, assignments and a leading `npx` or `exec` are taken off. */
function splitCommands(text: string): string[][] {
  const words = text.replace(/^\s*(?:\$|>|PS>|%)\s+/, '').match(/"[^"]*"|'[^']*'|&&|\|\||[;|&]|[^\s;|&"']+/g) ?? []
  const commands: string[][] = [[]]
  for (const word of words) {
    if (word.startsWith('#')) break
    if (/^(&&|\|\||;|\||&)$/.test(word)) commands.push([])
    else commands.at(-1)?.push(word.replace(/^(["'])(.*)\1$/, '$2'))
  }
  return commands.map(withoutPreamble).filter((command) => command.length > 0)
}

function withoutPreamble(words: readonly string[]): string[] {
  const start = words.findIndex((word) => !assignment.test(word) && !/^(npx|exec|sudo|time|env)$/.test(word))
  return start === -1 ? [] : words.slice(start)
}
