import { Command } from 'commander'
import { objectOf } from '../api-client/json.ts'
import type { NounTools } from '../noun-commands/noun-tools.ts'
import { openSession } from '../noun-commands/session.ts'
import { showJson, showSentence } from '../noun-commands/show.ts'
import { printable } from '../terminal/printable.ts'

export function settingsSetCommand({ context, loadNoun, noun }: NounTools): Command {
  return new Command('set')
    .summary('set a setting')
    .description(
      'Sets a setting. A value that is JSON (30, true, null, ["a"]) is taken as that, everything else as text.',
    )
    .argument('<setting>', 'its name')
    .argument('<value>', 'its value')
    .option('--json', 'print what the API answers')
    .action(async (name: string, value: string, options: { json?: true }) => {
      const session = openSession(context, loadNoun)
      const path = `${noun.path}/${encodeURIComponent(name)}`
      const setting = objectOf(await session.client.call({ method: 'PUT', path, body: { value: valueIn(value) } }))
      if (options.json) showJson(session, setting)
      else showSentence(session, `"${printable(name)}" is ${printable(JSON.stringify(setting.value))} now.`)
      context.finish(0)
    })
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
