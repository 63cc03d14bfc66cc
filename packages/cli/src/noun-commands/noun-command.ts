import type { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { actionCommand } from './action-command.ts'
import { createCommand } from './create-command.ts'
import { deleteCommand } from './delete-command.ts'
import { getCommand } from './get-command.ts'
import { listCommand } from './list-command.ts'
import type { LoadNoun, Noun, NounVerb } from './noun.ts'
import type { NounTools } from './noun-tools.ts'
import { updateCommand } from './update-command.ts'

/** The group of commands of a noun. `add` ties a command to its group the way the program does it. */
export function addNounCommands(
  group: Command,
  noun: Noun,
  {
    context,
    loadNoun,
    add,
  }: { context: CommandContext; loadNoun: LoadNoun; add: (parent: Command, command: Command) => void },
): void {
  const tools: NounTools = { context, loadNoun, noun }
  for (const verb of noun.verbs) add(group, verbCommand(tools, verb))
}

function verbCommand(tools: NounTools, verb: NounVerb): Command {
  switch (verb.kind) {
    case 'list':
      return listCommand(tools, verb)
    case 'get':
      return getCommand(tools)
    case 'create':
      return createCommand(tools, verb)
    case 'update':
      return updateCommand(tools, verb)
    case 'delete':
      return deleteCommand(tools, verb)
    case 'action':
      return actionCommand(tools, verb)
    case 'own':
      return verb.make(tools)
  }
}
