import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { RestClient } from '../harness/rest-client.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { type OpenConsole, openConsole, logIn as typeLogIn } from './console-harness.ts'

test('the frame of the console', async (t) => {
  const opened = await openConsole(t)
  const { page, url } = opened
  const rail = page.getByRole('navigation', { name: 'Pages' })

  await t.test('the rail has the pages of a workspace, and says where one is', async () => {
    await page.goto(`${url}/publisher`)
    await rail.getByRole('link', { name: 'Plans' }).click()
    await isAt(page, '/publisher/plans')
    assert.equal(await rail.getByRole('link', { name: 'Plans' }).getAttribute('aria-current'), 'page')
    assert.equal(await rail.getByRole('link', { name: 'APIs' }).getAttribute('aria-current'), null)
    await rail.getByRole('combobox', { name: 'Workspace' }).click()
    await page.getByRole('option', { name: 'Admin' }).click()
    await isAt(page, '/admin')
    await rail.getByRole('link', { name: 'Audit log' }).waitFor()
    await page.goBack()
    await isAt(page, '/publisher/plans')
  })

  await t.test('the search finds a page, and a person; Escape closes it', async () => {
    await page.keyboard.press('Control+K')
    await page.getByRole('textbox', { name: 'Search' }).fill('guardr')
    await page.getByRole('button', { name: /Guardrails/ }).waitFor()
    await page.keyboard.press('Enter')
    await isAt(page, '/analytics/guardrails')
    await page.keyboard.press('Control+K')
    await page.getByRole('textbox', { name: 'Search' }).fill(opened.adminLogIn.email)
    await page.getByRole('button', { name: new RegExp(opened.adminLogIn.email) }).click()
    await page.waitForURL(/\/admin\/people\/[\w-]+$/)
    await page.keyboard.press('Control+K')
    await page.getByRole('textbox', { name: 'Search' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('textbox', { name: 'Search' }).waitFor({ state: 'hidden' })
  })

  await t.test('g and a letter goes to a page, but not while somebody types', async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await isAt(page, '/publisher')
    await page.keyboard.press('g')
    await page.keyboard.press('x')
    await isAt(page, '/analytics/exchanges')
    await page.keyboard.press('Control+K')
    await page.getByRole('textbox', { name: 'Search' }).pressSequentially('ga')
    await isAt(page, '/analytics/exchanges')
    await page.keyboard.press('Escape')
  })

  await t.test('light and dark are chosen and kept', async () => {
    await page.getByRole('button', { name: /You and your settings/ }).click()
    await page.getByRole('menuitem', { name: 'Dark' }).click()
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
    await page.reload()
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
    await page.getByRole('button', { name: /You and your settings/ }).click()
    await page.getByRole('menuitem', { name: 'As the system' }).click()
    await page.locator('html[data-mantine-color-scheme="light"]').waitFor()
  })

  await t.test('an address that leads nowhere says so, within the frame', async () => {
    await page.goto(`${url}/publisher/no/such/page`)
    await page.getByRole('heading', { name: 'Not found' }).waitFor()
    await checkAccessibility(page)
    await page.getByRole('link', { name: 'Go to the start' }).click()
    await page.waitForURL((address) => address.pathname !== '/publisher/no/such/page')
  })

  await t.test('on a phone the main pages are at the bottom, and nothing is wider than it', async () => {
    await page.setViewportSize({ width: 390, height: 800 })
    const bar = page.getByRole('navigation', { name: 'Main pages' })
    await bar.getByRole('link', { name: 'Usage' }).click()
    await isAt(page, '/analytics')
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390)
    await checkAccessibility(page)
    await bar.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('textbox', { name: 'Search' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Pages' }).click()
    await rail.getByRole('link', { name: 'Explore' }).click()
    await isAt(page, '/analytics/explore')
    await page.locator('[inert]').getByRole('link', { name: 'Explore', includeHidden: true }).waitFor()
    await page.setViewportSize({ width: 1_280, height: 800 })
  })
})

test('who may do less sees less', async (t) => {
  const { newPersonPage, url } = await openConsole(t, { isLoggedIn: false })
  const { page } = await newPersonPage('developer')
  await page.goto(`${url}/devportal`)
  const rail = page.getByRole('navigation', { name: 'Pages' })
  await rail.getByRole('link', { name: 'Catalogue' }).waitFor()
  await page.keyboard.press('Control+K')
  await page.getByRole('textbox', { name: 'Search' }).fill('audit')
  await page.getByText('Nothing of this name').waitFor()
  assert.equal(await page.getByText('Admin', { exact: true }).count(), 0)
})

test('sessions', async (t) => {
  const opened = await openConsole(t)
  const { page, url, place, adminLogIn } = opened
  // A page whose log-in ends is refused before it leaves.
  opened.allow(/status of 401 .*\/api\/v1\//)

  await t.test('an expired one leads to the log-in, and from there back to the same page', async () => {
    await page.goto(`${url}/publisher/plans?search=gold`)
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    await page.context().clearCookies()
    await page.reload()
    await page.waitForURL(`${url}/log-in?returnTo=${encodeURIComponent('/publisher/plans?search=gold')}`)
    await typeLogIn(page, place, adminLogIn)
    await isAt(page, '/publisher/plans?search=gold')
  })

  await t.test('one that was ended elsewhere ends here, without a key pressed', async () => {
    const elsewhere = await page.context().newPage()
    await elsewhere.goto(`${url}/publisher`)
    const cookie = await cookieOf(page.context(), url)
    assert.equal(await statusFor(opened, cookie), 200)
    await elsewhere.getByRole('button', { name: /You and your settings/ }).click()
    await elsewhere.getByRole('menuitem', { name: 'Log out' }).click()
    await elsewhere.waitForURL(`${url}/log-in`)
    await page.waitForURL((address) => address.pathname === '/log-in')
    await elsewhere.close()
    assert.equal(await statusFor(opened, cookie), 401, 'the cookie of the ended session opens nothing')
  })

  await t.test('one that was planted beforehand is not the one of the log-in', async () => {
    const other = await opened.newPage()
    await other.page.goto(`${url}/log-in`)
    await typeLogIn(other.page, place, adminLogIn)
    const names = (await other.context.cookies(url)).map(({ name }) => name)
    const planted = `planted-${'x'.repeat(32)}`
    await page
      .context()
      .addCookies(
        names.map((name) => ({ name, value: planted, url, httpOnly: true, secure: true, sameSite: 'Lax' as const })),
      )
    await typeLogIn(page, place, adminLogIn)
    assert.equal(await statusFor(opened, names.map((name) => `${name}=${planted}`).join('; ')), 401)
    const cookies = await page.context().cookies(url)
    assert.ok(cookies.every(({ value, httpOnly, secure }) => value !== planted && httpOnly && secure))
  })

  await t.test('is not lent to the pages of others: their forms change nothing', async () => {
    opened.allow(
      /another origin: http:|status of 40[13] |policy: form-action|Cross-Origin-Resource-Policy|ERR_BLOCKED_BY/,
    )
    const before = await opened.admin.done('GET', '/plans')
    await using hostile = await hostileSite(`${url}/api/v1/plans`)
    for (const host of ['localhost', '127.0.0.1']) {
      const trap = await page.context().newPage()
      await trap.goto(`http://${host}:${hostile.port}/`)
      await trap.waitForURL((address) => address.origin === url)
      assert.match(String(await trap.locator('body').textContent()), /40[13]/)
      await trap.close()
    }
    assert.deepEqual(await opened.admin.done('GET', '/plans'), before)
    await page.goto(`${url}/publisher`)
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  })
})

async function isAt(page: Page, path: string): Promise<void> {
  await page.waitForURL((address) => address.pathname + address.search === path)
}

async function cookieOf(context: BrowserContext, url: string): Promise<string> {
  return (await context.cookies(url)).map(({ name, value }) => `${name}=${value}`).join('; ')
}

async function statusFor({ place }: OpenConsole, cookie: string): Promise<number> {
  return (await new RestClient(place, { cookie }).call('GET', '/me')).status
}

/** A page that sends a form, with what could be JSON in it, as soon as it is opened. */
async function hostileSite(target: string) {
  const name = '{"name":"evil","limits":[{"metric":"requests","limit":1,"per":"minute"}],"x":"'
  const page = `<!doctype html><form method="post" enctype="text/plain" action="${target}"><input name='${name}' value='"}'></form><script>document.forms[0].submit()</script>`
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page))
  server.listen(0)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}
