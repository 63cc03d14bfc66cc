import { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { readRunning } from '../supervisor/up-file.ts'
import { runControlProgram } from './control-program.ts'

export function adminResetPasswordCommand(context: CommandContext): Command {
  return new Command('reset-password')
    .summary('let somebody in who has lost the password')
    .description(
      'Makes a link that sets a new password, once, for somebody who gets no mail. Works on the machine of Tollgate, with its data folder; ' +
        'Tollgate may run or not.',
    )
    .requiredOption('--email <address>', 'whose password')
    .action(async ({ email }: { email: string }) => {
      // The link leads to where the console is now, whichever port it got.
      const consoleUrl = context.environment.TOLLGATE_CONSOLE_URL ?? readRunning(context)?.consoleUrl ?? undefined
      const besides = consoleUrl === undefined ? {} : { TOLLGATE_CONSOLE_URL: consoleUrl }
      context.finish(await runControlProgram(context, ['admin-reset-password', '--email', email], besides))
    })
}
