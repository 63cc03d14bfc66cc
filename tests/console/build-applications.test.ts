import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askGateway, makeServedApi, untilAnswered } from '../harness/api-by-rest.ts'
import { signIn } from '../harness/sign-in.ts'
import { until } from '../harness/until.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { openConsole } from './console-harness.ts'
import { keepScreenshot } from './keep-screenshot.ts'

const patienceMs = 10_000

test('a developer, an application and its keys', async (t) => {
  const opened = await openConsole(t)
  const { admin, url, provider, place, tollgate } = opened
  const gateway = tollgate.httpUrl
  const api = await makeServedApi(admin, provider.url)
  const limits = [{ metric: 'requests', limit: 8, per: 'month' }]
  const planId = await admin.made('POST', '/plans', { name: 'Small', limits })
  await admin.done('PATCH', `/apis/${api.id}`, { planIds: [api.planId, planId] })
  const { page, logIn } = await opened.newPersonPage('developer')
  const developer = await signIn(place, logIn.email, logIn.password)
  let applicationId = ''
  let firstKey = ''
  let secondKey = ''

  await t.test('is led home, where the first steps stand', async () => {
    await page.goto(`${url}/`)
    await page.waitForURL(`${url}/devportal`)
    await page.getByText('Connect your first agent').waitFor()
    await page.getByText('Nothing limits you yet', { exact: false }).waitFor()
    await page.getByRole('link', { name: 'Connect an agent' }).waitFor()
    await checkAccessibility(page)
  })

  await t.test('makes an application', async () => {
    await page.goto(`${url}/devportal/applications`)
    await page.getByRole('table', { name: 'Applications' }).waitFor()
    await page.getByRole('button', { name: 'New application' }).click()
    const drawer = page.getByRole('dialog', { name: 'New application' })
    await drawer.getByLabel('Name').fill('checkout-agents')
    await checkAccessibility(page)
    await drawer.getByRole('button', { name: 'Create' }).click()
    await page.waitForURL(/\/devportal\/applications\/app_\w+$/)
    applicationId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await page.getByText('This application may call nothing yet.', { exact: false }).waitFor()
    await developer.done('POST', `/applications/${applicationId}/subscriptions`, { apiId: api.id, planId })
  })

  await t.test('makes a key, which is shown once and works', async () => {
    await page.goto(`${url}/devportal/applications/${applicationId}`)
    await page.getByRole('article', { name: 'Orders/1.0' }).getByText('0 of 8 calls a month').waitFor()
    await page.getByRole('button', { name: 'New key' }).first().click()
    const drawer = page.getByRole('dialog', { name: 'New key' })
    await drawer.getByLabel('Name').fill('laptop')
    await checkAccessibility(page)
    await drawer.getByRole('button', { name: 'Make key' }).click()
    firstKey = await shownKey()
    await checkAccessibility(page)
    await answers(firstKey, 200)
    const connect = page.getByRole('link', { name: 'Connect an agent' })
    assert.equal(await connect.getAttribute('href'), `/devportal/connect?application=${applicationId}`)
    await page.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByRole('table', { name: 'Keys' }).getByText('laptop').waitFor()
    assert.equal((await page.content()).includes(firstKey), false)
  })

  await t.test('rotates it: both work, then the old one is revoked and is refused', async () => {
    await choose('laptop', 'Rotate…')
    const drawer = page.getByRole('dialog', { name: 'Rotate laptop' })
    await drawer.getByLabel('The old key works on for').selectOption('1 hour')
    await drawer.getByRole('button', { name: 'Rotate' }).click()
    await page.getByText('The old key works on for 1 hour.').waitFor()
    secondKey = await shownKey()
    await answers(secondKey, 200)
    await answers(firstKey, 200)
    await page.getByRole('button', { name: 'I have copied it' }).click()
    const old = page.getByRole('table', { name: 'Keys' }).getByRole('row').filter({ hasText: 'expires' })
    await old.getByRole('button', { name: /^Actions for/ }).click()
    await page.getByRole('menuitem', { name: 'Revoke…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText(/is revoked\. Calls with it are refused from now on\./).waitFor()
    await answers(firstKey, 401)
  })

  await t.test('restricts a key, and sees from where it was used', async () => {
    await choose('laptop', 'Change name, end, restrictions…')
    const drawer = page.getByRole('dialog', { name: 'Key laptop' })
    await drawer.getByLabel('Addresses that may use it').fill('127.0.0.0/8\n::1')
    await checkAccessibility(page)
    await drawer.getByRole('button', { name: 'Save' }).click()
    await page.getByText('from 127.0.0.0/8, ::1 only').waitFor()
    await until('the call is in the usage', async () => {
      const { items } = await developer.done('GET', `/usage/requests?application=${applicationId}`)
      return Array.isArray(items) && items.length > 0
    })
    await page.reload()
    await page
      .getByText(/from (127\.0\.0\.1|::1)/)
      .first()
      .waitFor()
  })

  await t.test('sees the bars move, and a refused call explained at home', async () => {
    await untilAnswered(
      () => askGateway(gateway, api.path, secondKey),
      ({ status }) => status === 429,
      patienceMs,
    )
    await until('the refusal is in the usage', async () => {
      const { items } = await developer.done('GET', '/usage/requests?outcome=refused&limit=5')
      return Array.isArray(items) && items.some((call) => Object(call).refusalCode === 'quota_exceeded')
    })
    await page.goto(`${url}/devportal/applications/${applicationId}`)
    const card = page.getByRole('article', { name: 'Orders/1.0' })
    await card.getByText('8 of 8 calls a month').waitFor({ timeout: 30_000 })
    await card.getByText('used up').waitFor()
    await checkAccessibility(page)
    await keepScreenshot(page, 'build-application')
    await page.goto(`${url}/devportal`)
    const refusals = page.getByRole('region', { name: 'Why I was refused' })
    await refusals.getByText('Wait until the limit resets, or ask for a higher one.').first().waitFor()
    await refusals.getByText('Plan Small: all 8 requests per month are used up.', { exact: false }).first().waitFor()
    const link = refusals.getByRole('link', { name: 'See this call' }).first()
    assert.match(String(await link.getAttribute('href')), /^\/analytics\/exchanges\?open=\w/)
    await page.getByRole('region', { name: 'checkout-agents at Orders/1.0' }).getByText('used up').waitFor()
    await page.getByRole('region', { name: 'My calls today' }).getByRole('img').waitFor()
    assert.equal(await page.getByText('Connect your first agent').count(), 0)
    await checkAccessibility(page)
    await keepScreenshot(page, 'build-home')
  })

  await t.test('on a phone nothing is wider than the screen', async () => {
    await page.setViewportSize({ width: 390, height: 800 })
    for (const path of ['', '/applications', `/applications/${applicationId}`]) {
      await page.goto(`${url}/devportal${path}`)
      await page.getByText('checkout-agents', { exact: false }).first().waitFor()
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390)
    }
    await keepScreenshot(page, 'build-application-phone')
    await page.setViewportSize({ width: 1_280, height: 800 })
  })

  await t.test('deletes the application by typing its name', async () => {
    await page.getByRole('button', { name: 'Delete application…' }).click()
    const dialog = page.getByRole('dialog')
    const remove = dialog.getByRole('button', { name: 'Delete' })
    assert.equal(await remove.isDisabled(), true)
    await dialog.getByLabel('Type checkout-agents to go on').fill('checkout-agents')
    await remove.click()
    await page.getByText('checkout-agents is deleted.').waitFor()
    await page.waitForURL(`${url}/devportal/applications`)
    await answers(secondKey, 401)
  })

  /** The text of the key, as it is shown this once. */
  async function shownKey(): Promise<string> {
    const text = String(await page.locator('pre[aria-label="Key laptop"]').textContent())
    assert.match(text, /^tg_\w+$/)
    return text
  }

  async function choose(key: string, item: string): Promise<void> {
    await page
      .getByRole('button', { name: `Actions for ${key}`, exact: true })
      .first()
      .click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }

  async function answers(key: string, wanted: number): Promise<void> {
    await untilAnswered(
      () => askGateway(gateway, api.path, key),
      ({ status }) => status === wanted,
      patienceMs,
    )
  }
})
