import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { totpCode } from '@tollgate/control/access/authentication/testing/totp'
import { publicKeyFingerprint } from '@tollgate/control/certificate/public-key-fingerprint'
import { Chromium } from '@tollgate/control/http/pages/testing/chromium'
import type { ChromiumPage } from '@tollgate/control/http/pages/testing/chromium-page'
import { buildOnce } from '../console/build-once.ts'
import { call } from '../harness/call.ts'
import { RestClient, type RestPlace } from '../harness/rest-client.ts'
import { toolPath } from '../harness/run-process.ts'
import { signIn } from '../harness/sign-in.ts'
import { type RunningTollgate, startTollgate, upArguments } from '../harness/start-tollgate.ts'
import { type TemporaryFolder, temporaryFolder } from '../harness/temporary-folder.ts'
import { until } from '../harness/until.ts'

/** The pages of the control plane as people meet them, in a real browser against a whole Tollgate. */

const admin = { email: 'admin@example.com', password: 'only for the first of them 1' }
const invited = { email: 'carol@example.com', name: 'Carol', password: 'a phrase that Carol keeps 2' }
const longest = 20_000

describe('the pages of the control plane', () => {
  let tollgate: RunningTollgate
  let identityProvider: SmallIdentityProvider
  let chromium: Chromium
  let place: RestPlace
  const pages: ChromiumPage[] = []
  const complaints: string[] = []

  before(async () => {
    await buildOnce()
    identityProvider = await startIdentityProvider()
    tollgate = await startTollgate({
      environment: {
        TOLLGATE_ADMIN_EMAIL: admin.email,
        TOLLGATE_ADMIN_PASSWORD: admin.password,
        TOLLGATE_OIDC_ISSUER: identityProvider.url,
        TOLLGATE_OIDC_CLIENT_ID: 'tollgate',
        TOLLGATE_OIDC_CLIENT_SECRET: 'a secret between us',
        TOLLGATE_OIDC_NAME: 'Company',
      },
    })
    const { consoleUrl } = JSON.parse(await readFile(join(tollgate.home, 'run', 'up.json'), 'utf8'))
    place = { url: consoleUrl, trusted: await readFile(tollgate.certificateFile, 'utf8') }
    chromium = await Chromium.start()
  })
  after(async () => {
    await chromium?.[Symbol.asyncDispose]()
    await tollgate?.[Symbol.asyncDispose]()
    await identityProvider?.stop()
  })

  afterEach(async () => {
    for (const page of pages.splice(0)) {
      complaints.push(...page.complaints)
      await page.close()
    }
  })

  async function open(path: string): Promise<ChromiumPage> {
    const page = await chromium.newPage()
    pages.push(page)
    await page.open(place.url + path)
    return page
  }

  async function logIn(page: ChromiumPage, { email, password }: { email: string; password: string }): Promise<void> {
    await page.type('E-mail address', email)
    await page.type('Password', password)
    await page.pressKey('Enter')
  }

  async function loggedIn(who: { email: string; password: string }): Promise<ChromiumPage> {
    const page = await open('/log-in')
    await logIn(page, who)
    await isInConsole(page)
    return page
  }

  async function invitation(): Promise<string> {
    const session = await signIn(place, admin.email, admin.password)
    const person = await session.done('POST', '/people', { email: invited.email, name: invited.name })
    return String(person.invitationUrl).replace(place.url, '')
  }

  it('leads the first administrator from the first page through the log-in to what there is', async () => {
    const page = await open('/')
    await page.at('/log-in')
    await page.hasFocusOn('E-mail address')
    await logIn(page, admin)
    await isInConsole(page)
    await page.open(place.url)
    await isInConsole(page)
    await page.open(`${place.url}/log-in?returnTo=/device`)
    await page.sees(`You are logged in as ${admin.email}.`)
    await page.press('Continue')
    await page.at('/device')
    await page.open(`${place.url}/log-in`)
    await page.press('Log out')
    await page.sees('You are logged out.')
    await page.open(place.url)
    await page.at('/log-in')
  })

  it('says what is wrong, aloud and beside the cursor, and keeps the address', async () => {
    const page = await open('/log-in')
    await page.press('Log in')
    await page.sees('Enter your e-mail address.')
    await page.sees('Enter your password.')
    await page.hasFocusOn('E-mail address')
    await logIn(page, { email: admin.email, password: 'not the password' })
    await page.sees('The e-mail address or the password is wrong, or this person may not sign in.')
    await page.hasFocusOn('Password')
    assert.equal(await page.evaluate(`document.querySelector('[role=alert]').innerText.startsWith('The e-mail')`), true)
    assert.equal(await page.evaluate(`document.getElementById('password').getAttribute('aria-invalid')`), 'true')
    assert.equal(await page.evaluate(`document.getElementById('email').value`), admin.email)
    assert.equal(await page.evaluate('location.href'), `${place.url}/log-in`)
    await page.press('Forgot your password?')
    await page.sees('If there is a log-in with this address, a link is on its way to it.')
  })

  it('goes only to pages of ours afterwards', async () => {
    const own = await open('/log-in?returnTo=%2Fapi%2Fdocs%3Fa%3D1%23tag')
    await logIn(own, admin)
    await own.at('/api/docs?a=1')
    for (const outside of [
      'https://127.0.0.1/',
      '//127.0.0.1/',
      '/\\127.0.0.1/',
      '/\t/127.0.0.1/',
      'javascript:alert(1)',
    ]) {
      const page = await open(`/log-in?returnTo=${encodeURIComponent(outside)}`)
      await logIn(page, admin)
      await isInConsole(page)
      assert.equal(await page.evaluate('location.origin'), place.url, outside)
    }
  })

  it('sets a password from an invitation, and the new person logs in with it', async () => {
    const link = await invitation()
    const page = await open(link)
    await page.sees('12 to 256 characters')
    const attempt = async (password: string, again: string) => {
      await page.type('New password', password)
      await page.type('The same again', again)
      await page.press('Set password')
    }
    await attempt('short', 'short')
    await page.sees('The password has 5 characters: use at least 12.')
    await attempt(invited.password, `${invited.password}?`)
    await page.sees('The two passwords are not the same.')
    await page.hasFocusOn('The same again')
    await attempt('abababababababab', 'abababababababab')
    await page.sees('The password repeats the same few characters')
    await page.press('Show what I type')
    assert.equal(await page.evaluate(`document.getElementById('again').type`), 'text')
    await attempt(invited.password, invited.password)
    await page.sees('The password is set: log in with it.')
    await logIn(page, invited)
    await isInConsole(page)
    const again = await open(link)
    await again.type('New password', invited.password)
    await again.type('The same again', invited.password)
    await again.press('Set password')
    await again.sees('The link has been used, has expired or is incomplete: ask for a new one.')
    const without = await open('/set-password')
    await without.sees('The link is incomplete')
  })

  it('confirms a log-in of the command line, after a log-in of one’s own', { timeout: 90_000 }, async () => {
    await using program = await startLogin(place, tollgate.certificateFile)
    const page = await open(program.path)
    await logIn(page, admin)
    await page.at(program.path)
    await page.sees(program.code)
    await page.sees(`asks to be logged in as ${admin.email}`)
    await page.press('Approve')
    await page.sees('Approved: the command line is logged in')
    assert.equal(await program.exitCode(), 0)
    assert.match(program.output(), new RegExp(`Logged in to ${place.url} as .*${admin.email}`))
    await page.open(place.url + program.path)
    await page.sees('it has been dealt with already')
  })

  it('turns a program away, and takes a code that is typed', { timeout: 90_000 }, async () => {
    await using program = await startLogin(place, tollgate.certificateFile)
    const page = await loggedIn(admin)
    await page.open(`${place.url}/device`)
    await page.type('Code', `${program.code.slice(0, 4)}-${program.code.slice(4)}`.toLowerCase())
    await page.pressKey('Enter')
    await page.at(program.path)
    await page.sees('Approve only if you have just started it yourself')
    await isReadable(page, 'the question')
    await page.press('Deny')
    await page.sees('Denied: the command line was turned away.')
    assert.equal(await program.exitCode(), 1)
    await page.open(`${place.url}/device?user_code=NOSUCHCO`)
    await page.sees('The code is unknown')
  })

  it('asks for the second factor, by the app or by a backup code', { timeout: 60_000 }, async () => {
    const page = await loggedIn(invited)
    const post = (path: string, body: unknown) =>
      page.evaluate(
        `fetch('/api/auth${path}', { method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(body))} }).then((answer) => answer.json())`,
      )
    const made = await post('/two-factor/enable', { password: invited.password })
    const { totpUri, backupCodes } = made as { totpUri: string; backupCodes: string[] }
    assert.deepEqual(await post('/two-factor/verify-totp', { code: totpCode(totpUri) }), { status: 'signed-in' })

    const byApp = await open('/log-in?returnTo=/device')
    await logIn(byApp, invited)
    await byApp.sees('Confirm that it is you')
    await byApp.hasFocusOn('Code of the app')
    await byApp.type('Code of the app', '000 000')
    await byApp.press('Confirm')
    await byApp.sees('The code is wrong or has expired')
    const code = totpCode(totpUri, 1)
    await byApp.type('Code of the app', `${code.slice(0, 3)} ${code.slice(3)}`)
    await byApp.press('Confirm')
    await byApp.at('/device')

    const byBackup = await open('/log-in')
    await logIn(byBackup, invited)
    await byBackup.press('Use a backup code')
    await byBackup.type('Backup code', backupCodes[0] ?? '')
    await byBackup.press('Confirm')
    await isInConsole(byBackup)
  })

  it('offers single sign-on, and says in our words why it failed', async () => {
    const page = await open('/log-in?returnTo=/device')
    await page.press('Continue with Company')
    await page.until(`location.href.startsWith(${JSON.stringify(identityProvider.url)})`)
    await page.sees('The identity provider')
    assert.equal(
      new URL(String(await page.evaluate('location.href'))).searchParams.get('redirect_uri'),
      `${place.url}/api/auth/callback/sso`,
    )
    await page.press('Turn back')
    await page.sees('The identity provider did not let you in, or you turned back there.')
    const unknown = await open('/log-in?error=%3Cb%3EYour+account+is+locked%2C+call+0900')
    await unknown.sees('Single sign-on did not work')
    assert.equal(await unknown.evaluate(`document.body.innerText.includes('0900')`), false)
  })

  it('fits a small screen and both colour schemes, with every text in AA contrast', async () => {
    const page = await open('/log-in?returnTo=/device')
    await logIn(page, admin)
    await page.at('/device')
    for (const path of [
      '/log-in?error=not_invited',
      '/set-password#token=none',
      '/device',
      '/device?user_code=NOSUCHCO',
    ]) {
      await page.open('about:blank')
      await page.open(place.url + path)
      await page.until(`document.querySelector('form:not([hidden], [inert])') !== null`)
      await isReadable(page, path)
    }
  })

  it('loads nothing but its own files, under a policy without inline code that the browser holds it to', async () => {
    for (const path of ['/log-in', '/set-password', '/device']) {
      const { headers, text } = await call(place.url + path, { trusted: place.trusted })
      const policy = String(headers['content-security-policy'])
      assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/)
      assert.doesNotMatch(policy, /unsafe/)
      assert.equal(headers['x-frame-options'], 'DENY')
      assert.deepEqual(text.match(/\b(?:src|href)="(?!\/)[^"]*"|<style|\sstyle=|\son\w+=/g), null, path)
    }
    // Refusals that we asked for are in the browser's log as well, and what the description of the API has to say.
    const expected = /status of (?:400|401|403) .*\/api\/auth\/|\/api\/docs\/scalar\.js|\/favicon\.ico/
    assert.deepEqual(
      complaints.filter((line) => !expected.test(line)),
      [],
    )
    const page = await open('/log-in')
    await page.until(`document.readyState === 'complete'`)
    await page.evaluate(`document.body.setAttribute('style', 'color: red')`)
    await until('the browser complains', () => page.complaints.some((line) => line.includes('style-src')), longest)
  })

  it('is nothing for programs: no session, no page', async () => {
    const client = new RestClient(place)
    assert.equal((await client.call('GET', '/me')).status, 401)
    const first = await call(place.url, { trusted: place.trusted })
    assert.deepEqual([first.status, first.headers.location], [302, '/log-in'])
    assert.equal((await call(`${place.url}/pages/nothing.js`, { trusted: place.trusted })).status, 404)
  })
})

/** The console is drawn: which of its pages somebody begins with is the console's own matter. */
async function isInConsole(page: ChromiumPage): Promise<void> {
  await page.until(`document.querySelector('nav') !== null`)
}

async function isReadable(page: ChromiumPage, what: string): Promise<void> {
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
  for (const scheme of ['light', 'dark'] as const) {
    await page.look(320, scheme)
    assert.equal(await page.evaluate(overflow), 0, `${what} is wider than 320 px`)
    assert.deepEqual(await page.evaluate(`(${faintTexts.toString()})()`), [], `${what}, ${scheme}`)
  }
}

/** Runs in the page: texts whose colour is too near to what they stand on (WCAG 1.4.3). */
function faintTexts(): string[] {
  const { document, getComputedStyle } = globalThis as unknown as BrowserGlobals
  const parse = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = parse(colour).map((part) =>
      part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const groundOf = (start: BrowserElement): string => {
    for (let one: BrowserElement | null = start; one !== null; one = one.parentElement) {
      const ground = getComputedStyle(one).backgroundColor
      if ((parse(ground)[3] ?? 1) > 0) return ground
    }
    return 'rgb(255, 255, 255)'
  }
  const faint: string[] = []
  for (const one of document.querySelectorAll('body *')) {
    const text = one.textContent?.trim()
    if (!text || one.childElementCount > 0 || !one.checkVisibility()) continue
    const [a, b] = [luminance(getComputedStyle(one).color), luminance(groundOf(one))]
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (contrast < 4.5) faint.push(`${text}: ${contrast}`)
  }
  return faint
}

interface BrowserElement {
  readonly textContent: string | null
  readonly childElementCount: number
  readonly parentElement: BrowserElement | null
  checkVisibility(): boolean
}

interface BrowserGlobals {
  readonly document: { querySelectorAll(selector: string): Iterable<BrowserElement> }
  getComputedStyle(element: BrowserElement): { readonly color: string; readonly backgroundColor: string }
}

interface SmallIdentityProvider {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** As much of a provider as it takes to arrive there and to turn back. */
async function startIdentityProvider(): Promise<SmallIdentityProvider> {
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', url)
    if (asked.pathname === '/.well-known/openid-configuration') {
      const endpoints = { authorization_endpoint: `${url}/authorize`, token_endpoint: `${url}/token` }
      const keys = { jwks_uri: `${url}/keys`, id_token_signing_alg_values_supported: ['RS256'] }
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ issuer: url, ...endpoints, ...keys }))
      return
    }
    const back = new URL(asked.searchParams.get('redirect_uri') ?? url)
    back.searchParams.set('error', 'access_denied')
    back.searchParams.set('state', asked.searchParams.get('state') ?? '')
    const link = `<a href="${back.href.replaceAll('&', '&amp;')}">Turn back</a>`
    const icon = '<link rel="icon" href="data:,">'
    response
      .setHeader('content-type', 'text/html')
      .end(`<!doctype html><html lang="en"><title>x</title>${icon}<p>The identity provider</p>${link}</html>`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url, stop }
}

/** `tollgate login`, waiting for somebody to confirm its code. */
async function startLogin(place: RestPlace, certificateFile: string): Promise<WaitingLogin> {
  const folder = await temporaryFolder()
  const [launcher = ''] = upArguments(null)
  const trust = ['--fingerprint', publicKeyFingerprint(certificateFile)]
  const child = spawn(process.execPath, [launcher, 'login', '--url', place.url, ...trust], {
    cwd: folder.path,
    env: { PATH: toolPath(), HOME: folder.path, TOLLGATE_HOME: folder.path },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const program = new WaitingLogin(child, folder)
  await until('the code of `tollgate login`', () => program.code !== '', longest)
  return program
}

class WaitingLogin implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #folder: TemporaryFolder
  readonly #exit: Promise<number | null>
  #output = ''

  constructor(child: ChildProcess, folder: TemporaryFolder) {
    this.#child = child
    this.#folder = folder
    this.#exit = once(child, 'exit').then(([code]) => code)
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text
      })
  }

  get code(): string {
    return /confirm the code (\w+)/.exec(this.#output)?.[1] ?? ''
  }

  /** Where its link leads. */
  get path(): string {
    return /\/device\?user_code=\w+/.exec(this.#output)?.[0] ?? ''
  }

  output(): string {
    return this.#output
  }

  exitCode(): Promise<number | null> {
    return this.#exit
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exit
    await this.#folder[Symbol.asyncDispose]()
  }
}
