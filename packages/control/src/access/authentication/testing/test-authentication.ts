import type { MailMessage } from '../../../mail/mailer.ts'
import { type Database, openDatabase } from '../../../storage/database.ts'
import type { TestContext } from '../../../testing/stores.ts'
import { createAuthentication } from '../authentication.ts'
import type {
  Arrival,
  Authentication,
  AuthenticationOptions,
  OidcIdentity,
  People,
} from '../authentication-contract.ts'
import { baseUrl, TestBrowser } from './test-browser.ts'

export const secret = 'a-secret-of-the-tests-that-is-long-enough-0123456789'
export const alice = { email: 'alice@example.com', name: 'Alice', password: 'correct horse battery' }

export interface TestAuthentication {
  readonly authentication: Authentication
  readonly database: Database
  readonly browser: (address?: string) => TestBrowser
  readonly people: TestPeople
  readonly mails: MailMessage[]
  readonly log: string[]
  /** Every cell of every table, as one text. */
  readonly dump: () => Promise<string>
}

/** Stands in for the table of people, which another part of the control plane keeps. */
export class TestPeople implements People {
  readonly suspended = new Set<string>()
  readonly expected = new Set<string>()
  readonly seen: OidcIdentity[] = []
  readonly arrivals: Arrival[] = []
  readonly refusedArrivals = new Set<string>()

  isAllowed = async (authUserId: string) => !this.suspended.has(authUserId)
  isExpected = async (identity: OidcIdentity) => {
    this.seen.push(identity)
    return this.expected.has(identity.email)
  }
  welcome = async (arrival: Arrival) => {
    this.arrivals.push(arrival)
    return !this.refusedArrivals.has(arrival.email)
  }
}

export async function testAuthentication(
  test: TestContext,
  location: string,
  options: Partial<AuthenticationOptions> = {},
): Promise<TestAuthentication> {
  const log: string[] = []
  const mails: MailMessage[] = []
  const people = new TestPeople()
  const database = await openDatabase({ location, onIdleError: ({ message }) => log.push(message) })
  for (const table of ['auth_verification', 'auth_device_code', 'auth_user'])
    await database.db.deleteFrom(table).execute()
  const note = (message: string) => void log.push(message)
  const authentication = createAuthentication({
    database,
    baseUrl,
    secret,
    people,
    mail: async (message) => void mails.push(message),
    log: { info: note, warn: note, error: note },
    ...options,
  })
  test.after(async () => {
    await authentication.close()
    await database.db.destroy()
  })
  const browser = (address?: string) => new TestBrowser(authentication, address)
  return { authentication, database, browser, people, mails, log, dump: () => dump(database) }
}

export async function addAlice({ authentication }: TestAuthentication): Promise<string> {
  const made = await authentication.createUser(alice)
  if (typeof made !== 'string') throw new Error(made.refused)
  return made
}

async function dump({ db }: Database): Promise<string> {
  const tables = await db.introspection.getTables()
  const rows = await Promise.all(
    tables.filter(({ name }) => name.startsWith('auth_')).map(({ name }) => db.selectFrom(name).selectAll().execute()),
  )
  return JSON.stringify(rows)
}
