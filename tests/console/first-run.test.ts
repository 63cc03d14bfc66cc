import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { call } from '../harness/call.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { logIn, openConsole } from './console-harness.ts'
import { keepScreenshot } from './keep-screenshot.ts'

test('from the one-time password to the first answered call, by what the pages show', async (t) => {
  const opened = await openConsole(t, { isLoggedIn: false })
  const { page, url, place, adminLogIn, gateway, provider } = opened
  const ownPassword = 'a sentence that only the first of them knows 7'
  const startedAt = performance.now()

  await page.goto(url)
  await page.waitForURL(`${url}/log-in`)
  await logIn(page, place, adminLogIn)
  await page.waitForURL(`${url}/welcome`)
  await page.getByRole('heading', { name: 'Set up Tollgate' }).waitFor()

  await page.getByLabel('Password that the terminal showed').fill(adminLogIn.password)
  await page.getByLabel('Your own password').fill(ownPassword)
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByText('A password of your own is set.').waitFor()
  await keepScreenshot(page, 'first-run')

  await page.getByRole('radio', { name: 'OpenAI-compatible' }).check()
  await page.getByLabel('Address').fill('http://127.0.0.1:9')
  await page.getByLabel('Provider key').fill('sk-of-the-provider-1234')
  await page.getByRole('button', { name: 'Test and save' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('Address').fill(provider.url)
  await page.getByRole('button', { name: 'Test and save' }).click()
  await page.getByText(/^127\.0\.0\.1:\d+ answered in \d+ ms, 2 models\.$/).waitFor()

  await page.getByRole('button', { name: 'Deploy and publish' }).click()
  await page.getByText('is deployed and published at /openaiapi/2.3.0.').waitFor()

  await page.getByRole('button', { name: 'Make a key' }).click()
  const key = (await page.getByLabel('Your key', { exact: true }).textContent()) ?? ''
  assert.match(key, /^tg_/)
  await page.getByRole('button', { name: 'Next line' }).click()
  assert.match((await page.getByLabel('Key and start', { exact: true }).textContent()) ?? '', new RegExp(key))
  await page.getByRole('button', { name: 'I have run them' }).click()
  await page.getByText('Waiting for your first call.').waitFor()
  assert.ok(await railHas(page, 'Finish set-up'))

  const answer = await call(`${gateway}/openaiapi/2.3.0/responses`, {
    headers: { 'content-type': 'application/json', ApiKey: key },
    body: JSON.stringify({ model: 'gpt-5.4', input: 'Say hello to ann@example.com.' }),
    trusted: place.trusted,
  })
  assert.equal(answer.status, 200, answer.text)
  await page
    .getByText(/^You asked gpt-5\.4, it answered in .+ tokens, .+, nothing was refused\.$/)
    .first()
    .waitFor()
  await page.getByText('Invite your team').waitFor()
  t.diagnostic(
    `from the log-in to the first call on the page: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`,
  )
  await keepScreenshot(page, 'first-run-done')
  await checkAccessibility(page)

  const verdicts = provider.requests.map(({ headers }) => headers)
  assert.ok(verdicts.length > 0)
  await page.goto(url)
  await page.waitForURL(`${url}/publisher`)
  assert.equal(await railHas(page, 'Finish set-up'), false)
  const old = await opened.newPage()
  opened.allow(/status of 401 .*\/api\/auth\/sign-in\/email/)
  await old.page.goto(`${url}/log-in`)
  await old.page.getByLabel('E-mail address').fill(adminLogIn.email)
  await old.page.getByLabel('Password', { exact: true }).fill(adminLogIn.password)
  await old.page.keyboard.press('Enter')
  await old.page.getByText('The e-mail address or the password is wrong').waitFor()
})

test('every line can be skipped, and who leaves the set-up is not led there again', async (t) => {
  const { page, url } = await openConsole(t)
  await page.waitForURL(`${url}/welcome`)
  await page.getByRole('button', { name: 'Skip this line' }).waitFor()
  await checkAccessibility(page)
  for (let line = 1; line < 6; line++) await page.getByRole('button', { name: 'Skip this line' }).click()
  await page.getByText('Waiting for your first call.').waitFor()
  await page.getByRole('button', { name: /Choose a provider/ }).click()
  await page.getByRole('radio', { name: 'Try without a key' }).check()
  await page.getByRole('button', { name: 'Use the demo provider' }).click()
  await page.getByText('The demo provider answers').waitFor()
  await page.getByRole('button', { name: 'Go to the console' }).click()
  await page.waitForURL(`${url}/publisher`)
  await page.goto(url)
  await page.waitForURL(`${url}/publisher`)
  await page.getByRole('link', { name: 'Finish set-up' }).click()
  await page.waitForURL(`${url}/welcome`)
})

async function railHas(page: Page, name: string): Promise<boolean> {
  const rail = page.getByRole('navigation', { name: 'Pages' })
  await rail.getByRole('link').first().waitFor()
  return (await rail.getByRole('link', { name }).count()) > 0
}
