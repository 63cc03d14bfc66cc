/**
 * The console in a real browser over a full store: `node bench/console.ts [calls]`, 1,000,000 recorded calls where it is not said. Prints, as a
 * table, what each page loads and how long it takes until it is drawn and until nothing in it waits, by its address, and then by going to it within the console.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { runProcess } from '../tests/harness/run-process.ts'
import { startTollgate } from '../tests/harness/start-tollgate.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const [email, password] = ['admin@example.com', 'a password of the bench 1']

const scriptsLoaded = `performance.getEntriesByType('resource')
  .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize / 1024, 0)`

interface Measured {
  readonly path: string
  readonly scriptKilobytes: number
  /** Its title and controls are there. */
  readonly drawnMs: number
  /** Nothing in it waits for an answer. */
  readonly firstMs: number
  readonly againMs: number
}

await using tollgate = await startTollgate({
  environment: { TOLLGATE_ADMIN_EMAIL: email, TOLLGATE_ADMIN_PASSWORD: password },
})
const { consoleUrl } = JSON.parse(readFileSync(join(tollgate.home, 'run', 'up.json'), 'utf8')) as { consoleUrl: string }
await seed(tollgate.home)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 900 } })
  await logIn(await context.newPage())
  const plain = addresses().filter((path) => path !== '/' && !path.includes('$'))
  // Of usage also what looks through everything that was recorded.
  const paths = [...plain, ...plain.filter((path) => path.startsWith('/analytics')).map((path) => `${path}?range=30d`)]
  console.log(
    `${count.toLocaleString('en')} calls\n\n| page | script, KB gzip | drawn, ms | nothing waits, ms | within the console, ms |\n|---|--:|--:|--:|--:|`,
  )
  for (const path of paths) show(await measure(context, path))
} finally {
  await browser.close()
}

/** As text: what they load is for a browser. */
function addresses(): string[] {
  const text = readFileSync(join(import.meta.dirname, '../packages/console/src/app/pages.ts'), 'utf8')
  return [...text.matchAll(/path: '([^']+)'/g)].flatMap(([, path]) => path ?? [])
}

async function seed(home: string): Promise<void> {
  const tollgateProgram = join(import.meta.dirname, '../packages/cli/bin/tollgate.mjs')
  const args = [tollgateProgram, 'seed-demo', '--requests', String(count)]
  const { exitCode, stderr } = await runProcess({
    command: process.execPath,
    args,
    environment: { PATH: process.env.PATH ?? '', HOME: home, TOLLGATE_HOME: home },
    folder: home,
    timeoutMs: 30 * 60_000,
  })
  if (exitCode !== 0) throw new Error(`the demo could not be seeded: ${stderr}`)
}

async function logIn(page: Page): Promise<void> {
  await page.goto(`${consoleUrl}/log-in`)
  await page.getByLabel('E-mail address').fill(email)
  await page.locator('#password').fill(password)
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/log-in'))
  await page.close()
}

/** Three times each, in a tab of its own; the middle one. Scripts are what the first load of the page fetches, as packed. */
async function measure(context: BrowserContext, path: string): Promise<Measured> {
  const rounds = [await once(context, path), await once(context, path), await once(context, path)]
  const middle = (name: 'drawnMs' | 'firstMs' | 'againMs') =>
    rounds.map((round) => round[name]).toSorted((a, b) => a - b)[1] ?? 0
  return {
    path,
    scriptKilobytes: rounds[0]?.scriptKilobytes ?? 0,
    drawnMs: middle('drawnMs'),
    firstMs: middle('firstMs'),
    againMs: middle('againMs'),
  }
}

async function once(context: BrowserContext, path: string): Promise<Omit<Measured, 'path'>> {
  const page = await context.newPage()
  try {
    await page.goto(`${consoleUrl}${path}`, { waitUntil: 'commit' })
    const { drawn, there } = await whenThere(page, 0)
    const scriptKilobytes: number = await page.evaluate(scriptsLoaded)
    await page.evaluate(goingTo('/nowhere'))
    await page.getByRole('heading', { name: 'Not found' }).waitFor()
    const begun: number = await page.evaluate(goingTo(path))
    const again = await whenThere(page, begun)
    return { scriptKilobytes, drawnMs: drawn, firstMs: there, againMs: again.there }
  } finally {
    await page.close()
  }
}

/** Goes there as a link does, and says when. */
function goingTo(path: string): string {
  return `{ history.pushState(null, '', ${JSON.stringify(path)}); const now = performance.now(); dispatchEvent(new PopStateEvent('popstate')); now }`
}

/** A page is there once it has its title and nothing in it is still waiting, for 50 ms. By the page's own clock. */
async function whenThere(page: Page, since: number): Promise<{ readonly drawn: number; readonly there: number }> {
  return await page.evaluate(`new Promise((resolve) => {
    let [drawn, there] = [0, 0]
    const look = () => {
      const title = document.querySelector('#page h1')?.textContent ?? 'Not found'
      if (drawn === 0 && title !== 'Not found') drawn = performance.now()
      const isThere = title !== 'Not found' && document.querySelector('#page [aria-busy="true"]') === null
      if (!isThere) there = 0
      else if (there === 0) there = performance.now()
      else if (performance.now() - there > 50) return resolve({ drawn: drawn - ${since}, there: there - ${since} })
      requestAnimationFrame(look)
    }
    look()
  })`)
}

function show({ path, scriptKilobytes, ...ms }: Measured): void {
  const times = [ms.drawnMs, ms.firstMs, ms.againMs].map((one) => one.toFixed(0)).join(' | ')
  console.log(`| \`${path}\` | ${scriptKilobytes.toFixed(0)} | ${times} |`)
}
