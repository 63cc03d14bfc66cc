import { pages as rulePages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { AskHelp, CommandHelp } from './command-help.ts'
import type { Documentation } from './documentation.ts'
import { commandsOf } from './shell-words.ts'

/** `tollgate …` in the pages names commands and options that the program has. */
export async function checkTollgateCommands({ pages }: Documentation, askHelp: AskHelp): Promise<Problem[]> {
  const found = pages.flatMap((page) => commandsOf(page, /^tollgate$/).map((command) => ({ ...command, page })))
  if (found.length === 0) return []
  if ((await askHelp([])) === null) {
    return [{ path: 'packages/cli/bin/tollgate.mjs', line: 1, message: '--help prints no usage', page: rulePages.docs }]
  }
  const checked = await Promise.all(
    found.map(async ({ words, line, page }) => {
      const message = await objection(words.slice(1), askHelp)
      return message === null ? [] : [{ path: page.path, line, message, page: rulePages.docs }]
    }),
  )
  return checked.flat()
}

async function objection(words: readonly string[], askHelp: AskHelp): Promise<string | null> {
  const command: string[] = []
  let help: CommandHelp | null = await askHelp([])
  let isValue = false
  for (const word of words.map((raw) => raw.replace(/^\[|\]$/g, ''))) {
    const program = ['tollgate', ...command].join(' ')
    if (/^[…<]|^\.\.\.$/.test(word) && !isValue) return null
    if (isValue || help === null) isValue = false
    else if (word.startsWith('-')) {
      const [name = '', value] = word.split('=', 2)
      const takesValue = help.options.get(name)
      if (takesValue === undefined) return `${program} has no option ${name}`
      isValue = takesValue && value === undefined
    } else if (help.commands.has(word)) {
      command.push(word)
      help = await askHelp(command)
    } else if (help.commands.size > 0) return `${program} has no command ${word}`
  }
  return null
}
