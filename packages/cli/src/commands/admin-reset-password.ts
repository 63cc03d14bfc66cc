import { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { runControlProgram } from './control-program.ts'

export function adminResetPasswordCommand(context: CommandContext): Command {
  return new Command('reset-password')
    .summary('let somebody in who has lost the password')
    .description(
      'Makes a link that sets a new password, once, for somebody who gets no mail. Works on the machine of Tollgate, with its data folder; ' +
        'Tollgate may run or not.',
    )
    .requiredOption('--email <address>', 'whose password')
    .action(async ({ email }: { email: string }) =>
      context.finish(await runControlProgram(context, ['admin-reset-password', '--email', email])),
    )
}
