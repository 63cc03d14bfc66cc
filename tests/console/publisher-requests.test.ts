import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askGateway, makeKey, makeServedApi, untilAnswered } from '../harness/api-by-rest.ts'
import type { RestClient } from '../harness/rest-client.ts'
import { signIn } from '../harness/sign-in.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { openConsole } from './console-harness.ts'
import { keepScreenshot } from './keep-screenshot.ts'

test('developers ask, and a publisher answers from a phone', async (t) => {
  const opened = await openConsole(t)
  const { admin, url, provider, place, tollgate } = opened
  const gateway = tollgate.httpUrl
  const api = await makeServedApi(admin, provider.url)
  const planId = await admin.made('POST', '/plans', {
    ...{ name: 'Careful', approval: 'manual' },
    limits: [{ metric: 'requests', limit: 5, per: 'minute' }],
  })
  await admin.done('PATCH', `/apis/${api.id}`, { planIds: [api.planId, planId] })
  const person = await opened.newPersonPage('developer')
  const developer = await signIn(place, person.logIn.email, person.logIn.password)
  const night = await asks(developer, 'night-shift', 'for the build at night')
  const day = await asks(developer, 'day-shift', '')
  const publisher = await opened.newPersonPage('publisher', { width: 390, height: 800 })
  const { page } = publisher

  await t.test('approves with one press, and the application may call', async () => {
    await page.goto(`${url}/publisher/requests`)
    const card = page.getByRole('listitem').filter({ hasText: 'night-shift' })
    await card.getByText(/asks for Orders\/1\.0 on Careful, for night-shift/).waitFor()
    await card.getByText('for the build at night').waitFor()
    await checkAccessibility(page)
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390)
    await keepScreenshot(page, 'publisher-requests-phone')
    await card.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('Approved. night-shift may use it from now on.').waitFor()
    await card.waitFor({ state: 'detached' })
    const { key } = await makeKey(admin, night)
    await untilAnswered(
      () => askGateway(gateway, api.path, key),
      ({ status }) => status === 200,
      5_000,
    )
  })

  await t.test('takes it back while the toast stands', async () => {
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('night-shift is no subscriber after all. It may ask again.').waitFor()
    const { items } = await admin.done('GET', `/applications/${night}/subscriptions`)
    assert.deepEqual(items, [])
  })

  await t.test('declines with a sentence, which the developer reads', async () => {
    const card = page.getByRole('listitem').filter({ hasText: 'day-shift' })
    await card.getByRole('button', { name: 'Decline…' }).click()
    await card.getByRole('button', { name: 'Say what you need it for, and ask again.' }).click()
    await checkAccessibility(page)
    await card.getByRole('button', { name: 'Decline', exact: true }).click()
    await page.getByText(/^Declined\./).waitFor()
    await page.getByText('Nobody waits for you.', { exact: false }).waitFor()
    const { items } = await developer.done('GET', '/requests?state=refused')
    const [answered] = items as unknown as readonly { readonly answer: string; readonly applicationId: string }[]
    assert.deepEqual([answered?.answer, answered?.applicationId], ['Say what you need it for, and ask again.', day])
    await page.goto(`${url}/publisher/requests?state=refused`)
    await page.getByText('Say what you need it for, and ask again.').waitFor()
  })

  await t.test('higher limits show what is used now, and can be taken back', async () => {
    const again = await asks(developer, 'evening-shift', 'x')
    const [asked] = await openRequests(admin)
    await admin.done('POST', `/requests/${asked?.id}/approve`, {})
    const [subscription] = (await admin.done('GET', `/applications/${again}/subscriptions`))
      .items as unknown as readonly { readonly id: string }[]
    const { key } = await makeKey(admin, again)
    await untilAnswered(
      () => askGateway(gateway, api.path, key),
      ({ status }) => status === 200,
      5_000,
    )
    await developer.done('POST', '/requests', {
      ...{ kind: 'raise', subscriptionId: subscription?.id, why: 'a release' },
      limits: [{ metric: 'requests', limit: 50, per: 'minute' }],
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    })
    await page.goto(`${url}/publisher/requests`)
    const card = page.getByRole('listitem').filter({ hasText: 'higher limits for evening-shift' })
    await card.getByText('50 calls a minute', { exact: false }).waitFor()
    await card.getByText('Used now').waitFor()
    await card.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('Approved. evening-shift has the higher limits now.').waitFor()
    await page.goto(`${url}/publisher/subscribers?state=active`)
    const row = page.getByRole('row').filter({ hasText: 'evening-shift' })
    await row.getByText('limits of its own', { exact: false }).waitFor()
    await page.setViewportSize({ width: 1_280, height: 800 })
    await row.getByText('calls a minute:', { exact: false }).waitFor()
    await checkAccessibility(page)
    await keepScreenshot(page, 'publisher-subscribers-all')
    await page.getByRole('combobox', { name: 'plan' }).click()
    await page.getByRole('option', { name: 'Orders plan' }).click()
    await row.waitFor({ state: 'detached' })
    assert.match(page.url(), /plan=plan_/)
  })

  /** A new application, and the wish for a subscription that somebody has to approve; the application's id. */
  async function asks(asker: RestClient, name: string, why: string): Promise<string> {
    const applicationId = await asker.made('POST', '/applications', { name })
    await asker.done('POST', `/applications/${applicationId}/subscriptions`, {
      ...{ apiId: api.id, planId },
      ...(why === '' ? {} : { why }),
    })
    return applicationId
  }
})

async function openRequests(admin: RestClient): Promise<readonly { readonly id: string }[]> {
  return (await admin.done('GET', '/requests?state=open')).items as unknown as readonly { readonly id: string }[]
}
