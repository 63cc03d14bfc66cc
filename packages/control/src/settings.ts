import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { emailSchema } from '@tollgate/contract/resources/person'
import { PlainFailure } from './plain-failure.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Where the control plane is reached: REST API, log-in, gateways of other machines. */
export interface ConsoleSettings {
  readonly hosts: readonly string[]
  readonly port: number
  /** Its address for others; undefined: this machine's. */
  readonly url: URL | undefined
}

export interface MailSettings {
  /** `smtps://user:password@mail.example.com` */
  readonly url: string
  readonly from: string
}

/** The identity provider that people may sign in at. */
export interface OidcSettings {
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly groupsClaim: string
}

export interface UsageDays {
  /** Single records. */
  readonly records: number
  /** By hour and by day. */
  readonly rollups: number
}

/** What the environment says, read once at the start. */
export interface Settings {
  readonly home: string
  /** The file that manages everything it can declare; null: the database does. */
  readonly configFile: string | null
  /** `postgres://…`, or the file of the embedded database in the data folder. */
  readonly databaseLocation: string
  /** The same Postgres, or a file of its own beside the other, which grows with every call. */
  readonly usageLocation: string
  readonly masterKey: string | undefined
  /** Opens what was sealed before the master key was changed. */
  readonly masterKeyOld: string | undefined
  readonly adminEmail: string
  readonly adminPassword: string | undefined
  readonly console: ConsoleSettings
  readonly mail: MailSettings | undefined
  readonly oidc: OidcSettings | undefined
  readonly controlToken: string | undefined
  readonly controlPort: number
  readonly publicUrl: URL | undefined
  readonly allowPrivateUpstreams: boolean
  readonly ownCertificate: { readonly certificateFile: string; readonly keyFile: string } | undefined
  /** What a scraper of metrics presents; undefined: it needs an access token. */
  readonly metricsToken: string | undefined
  /** For how many days usage is kept. */
  readonly usageDays: UsageDays
  /** Where secret references of the configuration are looked up. */
  readonly environment: Environment
}

export function readSettings(environment: Environment, configOption: string | undefined): Settings {
  const home = resolve(given(environment, 'TOLLGATE_HOME') ?? join(homedir(), '.tollgate'))
  const namedConfig = configOption ?? given(environment, 'TOLLGATE_CONFIG')
  return {
    home,
    configFile: configFileOf(home, namedConfig),
    databaseLocation: given(environment, 'DATABASE_URL') ?? join(home, 'tollgate.db'),
    usageLocation: postgresUrl(environment) ?? join(home, 'usage.db'),
    masterKey: given(environment, 'TOLLGATE_MASTER_KEY'),
    masterKeyOld: given(environment, 'TOLLGATE_MASTER_KEY_OLD'),
    adminEmail: readEmail(environment, 'TOLLGATE_ADMIN_EMAIL', 'admin@tollgate.local'),
    adminPassword: given(environment, 'TOLLGATE_ADMIN_PASSWORD'),
    console: readConsole(environment),
    mail: readMail(environment),
    oidc: readOidc(environment),
    controlToken: given(environment, 'TOLLGATE_CONTROL_TOKEN'),
    controlPort: readPort(environment, 'TOLLGATE_CONTROL_PORT', 0),
    publicUrl: readUrl(environment, 'TOLLGATE_PUBLIC_URL', 'https://gateway.example.com'),
    allowPrivateUpstreams: given(environment, 'TOLLGATE_ALLOW_PRIVATE_UPSTREAMS') === '1',
    ownCertificate: readOwnCertificate(environment),
    metricsToken: readMetricsToken(environment),
    usageDays: readUsageDays(environment),
    environment,
  }
}

function given(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim()
  return value === '' ? undefined : value
}

function postgresUrl(environment: Environment): string | undefined {
  const location = given(environment, 'DATABASE_URL')
  return location?.startsWith('postgres') === true ? location : undefined
}

/** For commands that work on a configuration file. */
export function requireConfigFile({ configFile, home }: Settings): string {
  if (configFile !== null) return configFile
  throw new PlainFailure(
    `No configuration file is named and there is none in ${home}: name one with --config. Without a file, what is served is in the database: see \`tollgate --help\`.`,
  )
}

/** A file that is named, else one that lies in the data folder already. */
function configFileOf(home: string, named: string | undefined): string | null {
  if (named !== undefined) return resolve(named)
  const inHome = join(home, 'tollgate.yaml')
  return existsSync(inHome) ? inHome : null
}

const consolePort = 9443

function readConsole(environment: Environment): ConsoleSettings {
  const hosts = given(environment, 'TOLLGATE_CONSOLE_HOST')
    ?.split(',')
    .map((host) => host.trim())
  return {
    hosts: hosts ?? ['127.0.0.1', '::1'],
    port: readPort(environment, 'TOLLGATE_CONSOLE_PORT', consolePort),
    url: readUrl(environment, 'TOLLGATE_CONSOLE_URL', 'https://tollgate.example.com:9443'),
  }
}

function readMail(environment: Environment): MailSettings | undefined {
  const url = given(environment, 'TOLLGATE_SMTP_URL')
  if (url === undefined) return undefined
  const from = given(environment, 'TOLLGATE_MAIL_FROM')
  if (from === undefined)
    throw new PlainFailure('TOLLGATE_SMTP_URL is set and TOLLGATE_MAIL_FROM is not: say whom the mails come from.')
  return { url, from }
}

function readOidc(environment: Environment): OidcSettings | undefined {
  const issuer = given(environment, 'TOLLGATE_OIDC_ISSUER')
  const clientId = given(environment, 'TOLLGATE_OIDC_CLIENT_ID')
  const clientSecret = given(environment, 'TOLLGATE_OIDC_CLIENT_SECRET')
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return undefined
  if (issuer === undefined || clientId === undefined || clientSecret === undefined)
    throw new PlainFailure(
      'TOLLGATE_OIDC_ISSUER, TOLLGATE_OIDC_CLIENT_ID and TOLLGATE_OIDC_CLIENT_SECRET go together: set all three, or none.',
    )
  return {
    name: given(environment, 'TOLLGATE_OIDC_NAME') ?? 'Single sign-on',
    issuer,
    clientId,
    clientSecret,
    groupsClaim: given(environment, 'TOLLGATE_OIDC_GROUPS_CLAIM') ?? 'groups',
  }
}

/** The log-in takes nothing else: whoever could not sign in would find out too late. */
function readEmail(environment: Environment, name: string, preset: string): string {
  const text = given(environment, name)
  if (text === undefined) return preset
  const email = emailSchema.safeParse(text)
  if (email.success) return email.data
  throw new PlainFailure(`${name} is "${text}": give an e-mail address such as ${preset}.`)
}

function readPort(environment: Environment, name: string, preset: number): number {
  const text = given(environment, name)
  if (text === undefined) return preset
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new PlainFailure(`${name} is "${text}": give a port from 0 to 65535.`)
  return port
}

const metricsTokenLengthMin = 16

function readMetricsToken(environment: Environment): string | undefined {
  const token = given(environment, 'TOLLGATE_METRICS_TOKEN')
  if (token === undefined || (token.length >= metricsTokenLengthMin && /^[\x21-\x7e]+$/.test(token))) return token
  throw new PlainFailure(
    `TOLLGATE_METRICS_TOKEN has to be at least ${metricsTokenLengthMin} letters, digits and signs, without spaces: make one with openssl rand -hex 32.`,
  )
}

function readUsageDays(environment: Environment): UsageDays {
  const records = readDays(environment, 'TOLLGATE_RECORD_DAYS', 30)
  const rollups = readDays(environment, 'TOLLGATE_ROLLUP_DAYS', 400)
  if (rollups >= records) return { records, rollups }
  throw new PlainFailure(
    `TOLLGATE_ROLLUP_DAYS is ${rollups}: give at least the ${records} days for which single records are kept (TOLLGATE_RECORD_DAYS).`,
  )
}

function readDays(environment: Environment, name: string, preset: number): number {
  const text = given(environment, name)
  if (text === undefined) return preset
  const days = Number(text)
  if (!/^\d{1,5}$/.test(text) || days === 0)
    throw new PlainFailure(`${name} is "${text}": give a number of days from 1 to 99999.`)
  return days
}

function readUrl(environment: Environment, name: string, example: string): URL | undefined {
  const text = given(environment, name)
  if (text === undefined) return undefined
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '')
    throw new PlainFailure(`${name} is "${text}": give a whole address such as ${example}.`)
  return url
}

function readOwnCertificate(environment: Environment): Settings['ownCertificate'] {
  const certificateFile = given(environment, 'TOLLGATE_TLS_CERTIFICATE')
  const keyFile = given(environment, 'TOLLGATE_TLS_KEY')
  if (certificateFile === undefined && keyFile === undefined) return undefined
  if (certificateFile === undefined || keyFile === undefined)
    throw new PlainFailure('TOLLGATE_TLS_CERTIFICATE and TOLLGATE_TLS_KEY go together: set both, or neither.')
  return { certificateFile: resolve(certificateFile), keyFile: resolve(keyFile) }
}
