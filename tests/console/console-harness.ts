import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { type RestClient, type RestPlace, textAt } from '../harness/rest-client.ts'
import { runProcess } from '../harness/run-process.ts'
import { acceptInvitation, signIn } from '../harness/sign-in.ts'
import { type RunningTollgate, startTollgate, tollgateProgram, upEnvironment } from '../harness/start-tollgate.ts'
import { buildOnce } from './build-once.ts'
import { type BrowserOptions, type OpenPage, TestBrowser } from './test-browser.ts'

/** A test, or `{ after }` of node:test within `before` of a suite. */
interface Scope {
  after(end: () => Promise<void>): void
}

export interface LogIn {
  readonly email: string
  readonly password: string
}

export interface ConsoleOptions extends BrowserOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** So many made-up calls of the last 30 days are in the usage; 0: none. */
  readonly demoCalls?: number
  /** Whether the page is logged in when it is given; else it stands at the log-in. */
  readonly isLoggedIn?: boolean
}

export interface OpenConsole {
  /** Of the administrator, at the start page. */
  readonly page: Page
  readonly url: string
  /** How the administrator logs in. */
  readonly adminLogIn: LogIn
  /** The REST API, called by the administrator: to make what a page is then to show. */
  readonly admin: RestClient
  readonly place: RestPlace
  /** Where agents call: `https://localhost:8243` with the port of this run. */
  readonly gateway: string
  readonly tollgate: RunningTollgate
  /** Behaves like OpenAI; its URL can be an endpoint. */
  readonly provider: FakeProvider
  /** Somebody with that role in the whole organisation, in a browser of their own. */
  newPersonPage(
    role: string | null,
    options?: BrowserOptions,
  ): Promise<OpenPage & { readonly logIn: LogIn; readonly personId: string }>
  /** Another browser, in which nobody is logged in. */
  newPage(options?: BrowserOptions): Promise<OpenPage>
  /** What the browser says and this matches is no complaint: a refusal that the test brings about. For all pages of this console. */
  allow(complaint: RegExp): void
}

/**
 * The console as people have it: a whole Tollgate from an empty data folder, a real Chromium, and the administrator logged in by typing.
 * When the test ends, everything that the browser complained about fails it: errors in its console, scripts that failed, violations of the
 * policy, requests to another origin.
 */
export async function openConsole(scope: Scope, options: ConsoleOptions = {}): Promise<OpenConsole> {
  await buildOnce()
  const started = new AsyncDisposableStack()
  scope.after(() => started.disposeAsync())
  const adminLogIn = { email: 'admin@example.com', password: `a known one for tests ${randomBytes(4).toString('hex')}` }
  const provider = started.use(await FakeProvider.start({ answer: agentProvider() }))
  const tollgate = started.use(
    await startTollgate({
      environment: {
        TOLLGATE_ADMIN_EMAIL: adminLogIn.email,
        TOLLGATE_ADMIN_PASSWORD: adminLogIn.password,
        ...options.environment,
      },
    }),
  )
  const place = await placeOf(tollgate)
  if (options.demoCalls) await seedDemo(tollgate, options.demoCalls)
  const browser = started.use(await TestBrowser.start(place.url))
  const admin = await signIn(place, adminLogIn.email, adminLogIn.password)
  const { page } = await browser.newPage(options)
  if (options.isLoggedIn === false) await page.goto(`${place.url}/log-in`)
  else await logIn(page, place, adminLogIn)
  return {
    ...{ page, url: place.url, adminLogIn, admin, place, tollgate, provider, gateway: tollgate.httpsUrl },
    newPage: (more) => browser.newPage(more),
    allow: (complaint) => browser.allow(complaint),
    newPersonPage: async (role, more) => {
      const person = await newPerson({ admin, place, role })
      const opened = await browser.newPage(more)
      await logIn(opened.page, place, person.logIn)
      return { ...opened, ...person }
    },
  }
}

/** Types into the log-in page, and waits until the console is there. */
export async function logIn(page: Page, place: RestPlace, { email, password }: LogIn): Promise<void> {
  if (!page.url().includes('/log-in')) await page.goto(`${place.url}/log-in`)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname !== '/log-in')
}

interface NewPerson {
  readonly admin: RestClient
  readonly place: RestPlace
  readonly role: string | null
}

async function newPerson({ admin, place, role }: NewPerson) {
  const mark = randomBytes(4).toString('hex')
  const name = `${role ?? 'nobody'} ${mark}`
  const logIn = { email: `person-${mark}@example.com`, password: `a phrase to remember ${mark}` }
  const invited = await admin.done('POST', '/people', {
    email: logIn.email,
    name,
    roles: role === null ? [] : [role],
  })
  await acceptInvitation(place, textAt(invited, 'invitationUrl'), logIn.password)
  return { logIn, personId: textAt(invited, 'id') }
}

async function placeOf({ home, certificateFile }: RunningTollgate): Promise<RestPlace> {
  const { consoleUrl } = JSON.parse(await readFile(join(home, 'run', 'up.json'), 'utf8')) as { consoleUrl: string }
  return { url: consoleUrl, trusted: await readFile(certificateFile, 'utf8') }
}

async function seedDemo({ home }: RunningTollgate, calls: number): Promise<void> {
  const { exitCode, stdout, stderr } = await runProcess({
    command: process.execPath,
    args: [tollgateProgram, 'seed-demo', '--requests', String(calls)],
    environment: upEnvironment(home),
    folder: home,
    timeoutMs: 60_000,
  })
  if (exitCode !== 0) throw new Error(`seed-demo ended with ${exitCode}: ${stdout}${stderr}`)
}
