import type { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import type { CommandContext } from './command-context.ts'
import { add, addGroup, makeCommandTree, runCommandTree } from './command-tree.ts'
import { entries } from './commands/all-commands.ts'
import { addNounCommands } from './noun-commands/noun-command.ts'
import { loadNoun, nounSummaries } from './nouns/nouns.ts'

const startWith = 'Start with: npx tollgate up\nThen, in another terminal: npx tollgate connect codex'

/** Reads the command line and runs what it asks for; the exit code goes to the context. */
export async function runProgram(context: CommandContext, given: readonly string[]): Promise<void> {
  const program = makeCommands(context)
  const args = inPlural(program, given)
  await addNouns(program, context, args.slice(0, 1))
  await runCommandTree(context, program, args)
}

/** The whole program; of the nouns only those that are named have their commands, the others their line in the help. */
export async function makeProgram(context: CommandContext, nouns: readonly string[]): Promise<Command> {
  const program = makeCommands(context)
  await addNouns(program, context, nouns)
  return program
}

/** Whoever thinks of one writes `plan simulate`. What is a command itself stays one: `gateway` runs one, `gateways` lists them. */
function inPlural({ commands }: Command, args: readonly string[]): readonly string[] {
  const [first = '', ...rest] = args
  if (commands.some((command) => command.name() === first)) return args
  return nounSummaries.some(({ name }) => name === `${first}s`) ? [`${first}s`, ...rest] : args
}

/** Everything that is no noun. */
function makeCommands(context: CommandContext): Command {
  return makeCommandTree(context, { version: manifest.version, entries, startWith })
}

async function addNouns(program: Command, context: CommandContext, nouns: readonly string[]): Promise<void> {
  for (const { name, summary } of nounSummaries) {
    const group = addGroup(program, name, summary)
    if (nouns.includes(name)) addNounCommands(group, await loadNoun(name), { context, loadNoun, add })
  }
}
