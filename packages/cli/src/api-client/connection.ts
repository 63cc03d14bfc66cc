import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandContext } from '../command-context.ts'
import { CommandFailure, misuse } from '../command-failure.ts'
import { readRunning } from '../supervisor/up-file.ts'
import { readConsoleUrl } from './console-url.ts'
import { readLogin } from './login-file.ts'
import { readFingerprint, type Trust, trustInFile } from './trust.ts'

/** Where the REST API is, and as whom it is asked. */
export interface Connection {
  /** Origin, without a slash at the end. */
  readonly url: string
  readonly token: string
  readonly trust: Trust
  /** Where these were found, because the advice depends on it. */
  readonly source: 'environment' | 'log-in' | 'this-machine'
}

/** Where `tollgate control` listens unless it is told otherwise; `tollgate up` says its address in run/up.json. */
const usualUrl = 'https://localhost:9443'

/** The variables of a CI job, else what `tollgate login` kept, else the Tollgate that runs on this machine. */
export function findConnection(context: CommandContext): Connection {
  const found = fromEnvironment(context) ?? fromLogin(context) ?? fromThisMachine(context)
  if (found !== null) return found
  throw new CommandFailure(notConnected(context))
}

/** Null where there is no Tollgate to ask: the configuration file is then all there is. */
export function findConnectionIfAny(context: CommandContext): Connection | null {
  return fromEnvironment(context) ?? fromLogin(context) ?? fromRunning(context)
}

export function localTokenPath(dataFolder: string): string {
  return join(dataFolder, 'secrets', 'local-token')
}

export function notConnected({ dataFolder }: CommandContext): string {
  return (
    `No Tollgate runs on ${dataFolder}, and nobody is logged in to one elsewhere: start it with npx tollgate up, ` +
    'or log in with npx tollgate login --url https://HOST:9443.'
  )
}

function fromEnvironment({ environment }: CommandContext): Connection | null {
  const url = environment.TOLLGATE_URL?.trim() || null
  const token = environment.TOLLGATE_TOKEN?.trim() || null
  if (url === null && token === null) return null
  if (url === null) throw misuse('TOLLGATE_TOKEN is set and TOLLGATE_URL is not: set both, or neither.')
  if (token === null) throw misuse('TOLLGATE_URL is set and TOLLGATE_TOKEN is not: set both, or neither.')
  const given = environment.TOLLGATE_FINGERPRINT?.trim() || null
  const fingerprint = given === null ? null : readFingerprint(given)
  if (given !== null && fingerprint === null)
    throw misuse(
      'TOLLGATE_FINGERPRINT is no SHA-256 fingerprint: it has 64 hex digits, as npx tollgate login shows it.',
    )
  return { url: readConsoleUrl(url, 'TOLLGATE_URL'), token, trust: pinned(fingerprint), source: 'environment' }
}

function fromLogin({ dataFolder }: CommandContext): Connection | null {
  const login = readLogin(dataFolder)
  if (login === null) return null
  return { url: login.url, token: login.token, trust: pinned(login.fingerprint), source: 'log-in' }
}

/** Also what runs without a supervisor: `tollgate control` in another terminal. */
function fromThisMachine(context: CommandContext): Connection | null {
  return fromRunning(context) ?? local(context, usualUrl, join(context.dataFolder, 'tls', 'certificate.pem'))
}

function fromRunning(context: CommandContext): Connection | null {
  const running = readRunning(context)
  if (running === null || running.consoleUrl === null) return null
  const file = running.certificateFile || join(context.dataFolder, 'tls', 'certificate.pem')
  return local(context, running.consoleUrl.replace(/\/+$/, ''), file)
}

function local({ dataFolder }: CommandContext, url: string, certificateFile: string): Connection | null {
  const token = readToken(localTokenPath(dataFolder))
  const trust = trustInFile(certificateFile)
  return token === null || trust === null ? null : { url, token, trust, source: 'this-machine' }
}

function readToken(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES')
      throw new CommandFailure(
        `${path} belongs to another user: run this as the user that started Tollgate, or log in with npx tollgate login.`,
      )
    return null
  }
}

function pinned(fingerprint: string | null): Trust {
  return fingerprint === null ? { kind: 'authorities' } : { kind: 'public-key', fingerprint }
}
