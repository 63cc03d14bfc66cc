import assert from 'node:assert/strict'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

export interface BrowserOptions {
  readonly width?: number
  readonly height?: number
  readonly scheme?: 'light' | 'dark'
}

export interface OpenPage {
  readonly page: Page
  /** Its cookies. */
  readonly context: BrowserContext
}

const waitMs = 15_000

/** The log-in asks whether somebody is logged in already. */
const asksForSession = /status of 401 .*\/api\/auth\/session\)$/

/** Debian's Chromium. Each page has cookies of its own and is watched; what it complained about fails the test at the end. */
export class TestBrowser implements AsyncDisposable {
  readonly #browser: Browser
  readonly #origin: string
  readonly #complaints: string[] = []
  readonly #allowed: RegExp[] = [asksForSession]

  static async start(origin: string): Promise<TestBrowser> {
    const isRoot = process.getuid?.() === 0
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      chromiumSandbox: !isRoot,
      args: [
        '--no-proxy-server',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-gpu',
        '--disable-sync',
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
      ],
    })
    return new TestBrowser(browser, origin)
  }

  constructor(browser: Browser, origin: string) {
    this.#browser = browser
    this.#origin = origin
  }

  /** What this matches is no complaint. */
  allow(complaint: RegExp): void {
    this.#allowed.push(complaint)
  }

  async newPage({ width = 1_280, height = 800, scheme = 'light' }: BrowserOptions = {}): Promise<OpenPage> {
    const context = await this.#browser.newContext({
      ignoreHTTPSErrors: true,
      viewport: { width, height },
      colorScheme: scheme,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'UTC',
    })
    context.setDefaultTimeout(waitMs)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: this.#origin })
    await context.exposeBinding('tollgateTestViolation', (_, text: string) => this.#complain(`policy: ${text}`))
    await context.addInitScript({ content: reportViolations })
    context.on('page', (page) => this.#watch(page))
    return { context, page: await context.newPage() }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
    const remaining = this.#complaints.filter((line) => !this.#allowed.some((pattern) => pattern.test(line)))
    assert.deepEqual(remaining, [], 'what the browser complained about')
  }

  #watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.#complain(`console: ${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => this.#complain(`script: ${error.stack ?? error.message}`))
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith('blob:') && new URL(url).origin !== this.#origin) this.#complain(`another origin: ${url}`)
    })
  }

  #complain(line: string): void {
    this.#complaints.push(line)
  }
}

/** Runs in each page, before its own scripts. */
const reportViolations = `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
  tollgateTestViolation(violatedDirective + ' ' + blockedURI + ' (' + sourceFile + ':' + lineNumber + ')'))`
