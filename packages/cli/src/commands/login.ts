import { Command } from 'commander'
import { apiClient } from '../api-client/api-client.ts'
import { chooseTrust } from '../api-client/choose-trust.ts'
import type { Connection } from '../api-client/connection.ts'
import { readConsoleUrl } from '../api-client/console-url.ts'
import { awaitDeviceToken, beginDeviceLogIn, type Place } from '../api-client/device-log-in.ts'
import { writeLogin } from '../api-client/login-file.ts'
import { RefusedAnswer } from '../api-client/refused-answer.ts'
import { readFingerprint } from '../api-client/trust.ts'
import type { CommandContext } from '../command-context.ts'
import { CommandFailure, misuse } from '../command-failure.ts'
import { paletteFor } from '../terminal/palette.ts'
import { printable } from '../terminal/printable.ts'
import { shortPath } from '../terminal/short-path.ts'
import { withSpinner } from '../terminal/spinner.ts'
import { nameInAnswer } from './whoami.ts'

interface LoginOptions {
  url: string
  token?: string
  fingerprint?: string
}

export function loginCommand(context: CommandContext): Command {
  return new Command('login')
    .summary('log in to a Tollgate on another machine')
    .description(
      'Shows a code that you confirm in the console of that Tollgate, and keeps what it gets for it in this data folder. Not needed on ' +
        'the machine where Tollgate runs, nor where TOLLGATE_URL and TOLLGATE_TOKEN are set. A certificate that it signed itself is shown first.',
    )
    .requiredOption('--url <url>', 'address of the console, such as https://tollgate.example.com:9443')
    .option(
      '--token <token>',
      'an access token (tgp_…) instead of the code; it shows in ps, so rather "-" to read it from standard input',
    )
    .option(
      '--fingerprint <sha256>',
      "SHA-256 of the certificate's key: nothing else is then trusted, and nothing is asked",
    )
    .action(async (options: LoginOptions) => {
      await login(context, options)
      context.finish(0)
    })
}

async function login(context: CommandContext, options: LoginOptions): Promise<void> {
  const url = readConsoleUrl(options.url, '--url')
  const fingerprint = options.fingerprint === undefined ? null : readFingerprint(options.fingerprint)
  if (options.fingerprint !== undefined && fingerprint === null)
    throw misuse('--fingerprint is no SHA-256: it has 64 hex digits, with colons or without.')
  const trust = await chooseTrust(context, new URL(url), fingerprint)
  const place: Place = { url, trust, source: 'log-in' }
  const token =
    options.token === undefined ? await tokenByCode(context, place) : await givenToken(context, options.token)
  const connection: Connection = { ...place, token }
  const me = await apiClient(context, connection)
    .call({ method: 'GET', path: '/me' })
    .catch((error: unknown) => {
      if (!(error instanceof RefusedAnswer) || error.status !== 401) throw error
      throw new CommandFailure(
        `${url} does not accept this token: nobody is logged in. Make another one in its console.`,
      )
    })
  const path = await writeLogin(context.dataFolder, {
    url,
    token,
    fingerprint: trust.kind === 'public-key' ? trust.fingerprint : null,
  })
  context.stdout.write(`Logged in to ${url} as ${nameInAnswer(me)} (kept in ${shortPath(path, context.userFolder)}).\n`)
}

async function tokenByCode(context: CommandContext, place: Place): Promise<string> {
  const code = await beginDeviceLogIn(place, Date.now())
  const { bold } = paletteFor(context.stdout, context.environment)
  context.stdout.write(`Open ${printable(code.address)}\nand confirm the code ${bold(printable(code.userCode, 40))}\n`)
  return await withSpinner(context, 'Waiting for somebody to confirm the code', awaitDeviceToken(place, code))
}

async function givenToken(context: CommandContext, option: string): Promise<string> {
  if (option !== '-') return option.trim()
  let text = ''
  for await (const piece of context.stdin) text += String(piece)
  if (text.trim() === '') throw misuse('There is no token on standard input.')
  return text.trim()
}
