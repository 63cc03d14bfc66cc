import type { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import type { LoadNoun, Noun } from './noun.ts'

/** What each command of a noun is made with. */
export interface NounTools {
  readonly context: CommandContext
  readonly loadNoun: LoadNoun
  readonly noun: Noun
}

/** What a nested noun belongs to: needed to list and to make one, and to find one by its name. */
export function addParentOption(
  command: Command,
  { noun }: NounTools,
  use: 'to list' | 'to create' | 'for names',
): void {
  const { parent } = noun
  if (parent === undefined) return
  const flags = `--${parent.name} <name>`
  const mayBeLeftOut = parent.pathWithout !== undefined && !(use === 'to create' && parent.isNeededToCreate)
  if (use === 'for names' || mayBeLeftOut) command.option(flags, parent.description)
  else command.requiredOption(flags, parent.description)
}

/** `an API`, `a plan`. */
export function withArticle(singular: string): string {
  return `${/^(?:[aeio]|u(?!s))/i.test(singular) ? 'an' : 'a'} ${singular}`
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function pluralOf({ name, plural }: Noun): string {
  return plural ?? name.replaceAll('-', ' ')
}
