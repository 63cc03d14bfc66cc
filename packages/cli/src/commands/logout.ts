import { Command } from 'commander'
import { connectionFailure } from '../api-client/connection-failure.ts'
import { type Login, readLogin, removeLogin } from '../api-client/login-file.ts'
import { send } from '../api-client/send.ts'
import type { CommandContext } from '../command-context.ts'
import { CommandFailure } from '../command-failure.ts'

export function logoutCommand(context: CommandContext): Command {
  return new Command('logout')
    .summary('forget the log-in that npx tollgate login kept')
    .description('Ends the log-in at the server, as far as it answers, and deletes what was kept of it here.')
    .action(async () => {
      const login = loginOrNull(context)
      const was = await removeLogin(context.dataFolder)
      if (!was) context.stdout.write('Nobody was logged in.\n')
      else {
        const remark = login === null ? '' : await endAtServer(login)
        context.stdout.write(`Logged out${login === null ? '' : ` of ${login.url}`}.${remark}\n`)
      }
      context.finish(0)
    })
}

/** A file that cannot be read is deleted all the same. */
function loginOrNull({ dataFolder }: CommandContext): Login | null {
  try {
    return readLogin(dataFolder)
  } catch (error) {
    if (error instanceof CommandFailure) return null
    throw error
  }
}

/** An access token is no session: it stays until it is revoked, and its owner may have it elsewhere too. */
async function endAtServer({ url, token, fingerprint }: Login): Promise<string> {
  if (token.startsWith('tgp_')) return ' The access token stays good: npx tollgate tokens revoke takes it back.'
  try {
    await send({
      method: 'POST',
      url: new URL('/api/auth/sign-out', url),
      trust: fingerprint === null ? { kind: 'authorities' } : { kind: 'public-key', fingerprint },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
      timeoutMs: 10_000,
    })
    return ''
  } catch (error) {
    return ` The server could not be told: ${connectionFailure(error, { url, source: 'log-in' }).message}`
  }
}
