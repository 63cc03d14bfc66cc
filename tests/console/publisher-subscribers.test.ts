import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signIn } from '../harness/sign-in.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { openConsole } from './console-harness.ts'

test('a publisher and the subscribers of an API', async (t) => {
  const opened = await openConsole(t)
  const { page } = opened

  await t.test('approves who waits, raises a limit until tonight, and blocks', async () => {
    const { admin, place, url } = opened
    const { items } = await admin.done('GET', '/apis')
    const [api] = items as unknown as ReadonlyArray<{ readonly id: string; readonly planIds: readonly string[] }>
    assert.ok(api !== undefined)
    const planId = await admin.made('POST', '/plans', {
      ...{ name: 'Careful', approval: 'manual' },
      limits: [{ metric: 'requests', limit: 5, per: 'minute' }],
    })
    await admin.done('PATCH', `/apis/${api.id}`, { planIds: [...api.planIds, planId] })
    const { logIn } = await opened.newPersonPage('developer')
    const developer = await signIn(place, logIn.email, logIn.password)
    const applicationId = await developer.made('POST', '/applications', { name: 'night-shift' })
    await developer.done('POST', `/applications/${applicationId}/subscriptions`, {
      apiId: api.id,
      planId,
      why: 'tests',
    })

    await page.goto(`${url}/publisher/apis/${api.id}/subscribers?state=pending`)
    await choose('Approve')
    await page.getByText('night-shift may use it from now on.').waitFor()
    await page.goto(`${url}/publisher/apis/${api.id}/subscribers`)
    await choose('Raise its limits…')
    const form = page.getByRole('dialog', { name: 'Limits of night-shift' })
    await form.getByLabel('Calls in one minute').fill('50')
    await checkAccessibility(page)
    await form.getByRole('button', { name: 'Raise' }).click()
    await page.getByRole('table').getByText('limits of its own').waitFor()
    const [subscription] = (await admin.done('GET', `/applications/${applicationId}/subscriptions`))
      .items as unknown as ReadonlyArray<{ readonly overrides: { readonly limits: unknown; readonly endsAt: unknown } }>
    assert.deepEqual(subscription?.overrides.limits, [{ metric: 'requests', limit: 50, per: 'minute' }])
    assert.equal(typeof subscription?.overrides.endsAt, 'string')
    await choose('Block')
    await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click()
    await page.getByText('Calls of night-shift are refused from now on.').waitFor()
    await choose('Unblock')
    await page.getByText('Calls of night-shift go through again.').waitFor()
  })

  async function choose(item: string): Promise<void> {
    await page.getByRole('button', { name: 'Actions for night-shift' }).click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }
})
