import { execFile } from 'node:child_process'
import { join } from 'node:path'

/** What `tollgate <command> --help` lists. */
export interface CommandHelp {
  readonly commands: ReadonlySet<string>
  /** Each name of an option, and whether a value follows it. */
  readonly options: ReadonlyMap<string, boolean>
}

/** Answers null where the program gives no usage for these words. */
export type AskHelp = (words: readonly string[]) => Promise<CommandHelp | null>

/** Asks the program itself, once for each command. */
export function helpFromProgram(root: string): AskHelp {
  const asked = new Map<string, Promise<CommandHelp | null>>()
  return (words) => {
    const key = words.join(' ')
    const answer = asked.get(key) ?? runHelp(root, words)
    asked.set(key, answer)
    return answer
  }
}

function runHelp(root: string, words: readonly string[]): Promise<CommandHelp | null> {
  const program = join(root, 'packages', 'cli', 'bin', 'tollgate.mjs')
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words, '--help'], { timeout: 20_000 }, (error, stdout) => {
      resolve(error === null && stdout.includes('Usage:') ? parseHelp(stdout) : null)
    })
  })
}

/** Reads the lists that commander prints: two spaces, the name, at least two spaces or the end of the line. */
export function parseHelp(text: string): CommandHelp {
  const commands = new Set<string>()
  const options = new Map<string, boolean>()
  let section = ''
  for (const line of text.split('\n')) {
    section = /^(\w+):$/.exec(line)?.[1] ?? section
    const entry = /^ {2}(\S.*?)(?: {2}|$)/.exec(line)?.[1]
    if (entry === undefined) continue
    if (section === 'Commands') for (const name of entry.split(' ')[0]?.split('|') ?? []) commands.add(name)
    if (section === 'Options') {
      for (const name of entry.match(/(?<![\w-])--?[a-z][\w-]*/gi) ?? []) options.set(name, /[<[]/.test(entry))
    }
  }
  return { commands, options }
}
