import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { testIdentityProvider } from '../../packages/control/src/access/authentication/testing/test-identity-provider.ts'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { respond } from '../fake-provider/reply.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { logIn, openConsole } from './console-harness.ts'

test('an administrator looks after people, providers, gateways, limits and what is told to whom', async (t) => {
  const company = await testIdentityProvider()
  t.after(() => company.stop())
  const { issuer, clientId, clientSecret } = company.provider
  const opened = await openConsole(t, {
    environment: {
      ...{ TOLLGATE_OIDC_ISSUER: issuer, TOLLGATE_OIDC_CLIENT_ID: clientId },
      ...{ TOLLGATE_OIDC_CLIENT_SECRET: clientSecret, TOLLGATE_OIDC_NAME: 'Company' },
    },
  })
  const { page, url, place } = opened
  const press = (name: string | RegExp, within: Pick<Page, 'getByRole'> = page) =>
    within.getByRole('button', { name, exact: typeof name === 'string' }).click()
  const drawer = page.getByRole('dialog')
  const row = (name: string) => page.getByRole('row').filter({ hasText: name })

  await t.test('people: invited by a link that is shown once, suspended at once, back again', async () => {
    await page.goto(`${url}/admin`)
    await press('Invite')
    await drawer.getByLabel('Name').fill('Carol')
    await drawer.getByLabel('E-mail address').fill('carol@example.com')
    await checkAccessibility(page)
    await press('Send invitation', drawer)
    const link = String(await drawer.getByLabel('Invitation link', { exact: true }).textContent())
    await press('Done', drawer)
    const carol = await opened.newPage()
    await carol.page.goto(link)
    const password = 'a phrase that Carol keeps 2'
    await carol.page.getByLabel('New password').fill(password)
    await carol.page.getByLabel('The same again').fill(password)
    await carol.page.getByRole('button', { name: 'Set password' }).click()
    await carol.page.waitForURL(/\/log-in/)
    await logIn(carol.page, place, { email: 'carol@example.com', password })
    await carol.page.waitForURL(`${url}/devportal`)
    assert.equal(await carol.page.getByText('Admin', { exact: true }).count(), 0)

    await page.getByRole('cell', { name: 'carol@example.com' }).click()
    await page.getByRole('heading', { name: 'Carol' }).waitFor()
    await page.getByRole('combobox', { name: 'Role' }).click()
    await page.getByRole('option', { name: 'publisher' }).click()
    await press('Give role')
    await page.getByRole('cell', { name: 'publisher', exact: true }).waitFor()
    await press('Suspend')
    await press('Suspend', drawer)
    await page.getByText('Is signed out, and every token').waitFor()
    opened.allow(/status of 401 .*\/api\/v1\//)
    await carol.page.reload()
    await carol.page.waitForURL(/\/log-in/)
    await press('Reactivate')
    await page.getByText('Signs in, and their keys work.').waitFor()
  })

  await t.test('teams: made, and somebody put in', async () => {
    await page.goto(`${url}/admin/teams`)
    await press('New team')
    await drawer.getByLabel('Name').fill('Payments')
    await drawer.getByLabel('Cost centre').fill('CC-7')
    await press('Create team', drawer)
    await page.getByRole('cell', { name: 'Payments' }).click()
    await drawer.getByLabel('E-mail address of a new member').fill('carol@example.com')
    await press('Add', drawer)
    await drawer.getByRole('cell', { name: 'Carol', exact: true }).waitFor()
    await checkAccessibility(page)
  })

  await t.test('providers: a credential goes in, shows its last four, and is rotated with an overlap', async () => {
    await page.goto(`${url}/admin/providers`)
    await press('Add credential')
    await drawer.getByLabel('Name').fill('production key')
    await drawer.getByLabel(/^Key/).fill('sk-of-openai-abcd')
    await press('Keep credential', drawer)
    await page.getByRole('cell', { name: '…abcd' }).click()
    await drawer.getByLabel('New key').fill('sk-of-openai-wxyz')
    await drawer.getByLabel('Keep it as the next one').check()
    await press('Rotate', drawer)
    await drawer.getByText('A next key waits.').waitFor()
    await press('Activate it', drawer)
    await page.getByRole('dialog', { name: 'production key …wxyz' }).waitFor()
    await page.keyboard.press('Escape')
    await row('…wxyz').waitFor()
    assert.equal((await page.content()).includes('sk-of-openai'), false)
  })

  await t.test('models: one without a price says so, until it has one', async () => {
    await page.goto(`${url}/admin/models`)
    await press('Add model')
    await drawer.getByLabel(/^Model/).fill('house-model-1')
    await press('Add model', drawer)
    await row('house-model-1').getByText('unpriced').waitFor()
    await page.getByRole('cell', { name: 'house-model-1' }).click()
    await drawer.getByLabel('Input, $').fill('2.5')
    await drawer.getByLabel('Output, $').fill('10')
    await press('Set price from now on', drawer)
    await row('house-model-1').getByText('$2.50').waitFor()
  })

  await t.test('gateways: one is in force, another may join by a token that is shown once', async () => {
    await page.goto(`${url}/admin/gateways`)
    await page.getByText('in force', { exact: true }).waitFor()
    await press('Add gateway')
    await drawer.getByLabel('Name').fill('rack 4')
    await press('Make join token', drawer)
    const token = String(await drawer.getByLabel('Join token', { exact: true }).textContent())
    assert.ok(token.length > 20)
    await press('Done', drawer)
    await row('rack 4').getByText('open').waitFor()
    assert.equal((await page.content()).includes(token), false)
    await press('Withdraw: rack 4')
    await row('rack 4').waitFor({ state: 'detached' })
  })

  await t.test('budgets and deny rules', async () => {
    await page.goto(`${url}/admin/limits`)
    await press('New budget')
    await drawer.getByLabel('Name').fill('Payments, monthly')
    await drawer.getByLabel('Counts by').selectOption('team')
    await drawer.getByLabel('Whose').fill('Payments')
    await drawer.getByLabel('At most').fill('250')
    await press('Set budget', drawer)
    await row('Payments, monthly').getByText('$250 a month').waitFor()
    await press('New rule')
    await drawer.getByLabel('Name').fill('not from there')
    await drawer.getByLabel('Addresses', { exact: true }).fill('203.0.113.0/24')
    await press('Refuse these calls', drawer)
    await page.getByRole('switch', { name: 'On: not from there' }).click({ force: true })
    await page.getByText('not from there is off.').waitFor()
    await checkAccessibility(page)
  })

  await t.test('alerts and exporters are tried out against a real address', async () => {
    await using target = await FakeProvider.start({ answer: () => respond() })
    await page.goto(`${url}/admin/alerts`)
    await press('New channel')
    await drawer.getByLabel('Name').fill('on call')
    await drawer.getByLabel('Address').fill(`${target.url}/alerts`)
    await drawer.getByLabel('Secret').fill('a secret of sixteen letters or more')
    await press('Add channel', drawer)
    await press('Send a test: on call')
    await page.getByText('A test was sent to on call.').waitFor()
    assert.equal(target.requests.length, 1)

    await page.goto(`${url}/admin/exporters`)
    await press('Add exporter')
    await drawer.getByLabel('Name').fill('warehouse')
    await drawer.getByLabel('Kind').selectOption('webhook')
    await drawer.getByLabel('Address').fill(`${target.url}/usage`)
    await drawer.getByLabel('Secret').fill('a secret of sixteen letters or more')
    await press('Add exporter', drawer)
    await press('Test: warehouse')
    await page.getByText('warehouse took the test.').waitFor()
    await press('Pause: warehouse')
    await row('warehouse').getByText('paused').waitFor()
    await press('warehouse')
    await drawer.getByText('None.').waitFor()
    await drawer.getByLabel('From').fill('2026-11-01T08:00')
    await press('Send again', drawer)
    await page.getByText('warehouse sends again from then on.').waitFor()
    await checkAccessibility(page)
  })

  await t.test('sign-in: the identity provider is asked whether a log-in would work', async () => {
    await page.goto(`${url}/admin/sign-in`)
    await page.getByText('Company').waitFor()
    await press('Test it')
    await page.getByText(`It answers: people sign in at ${new URL(issuer).host}`, { exact: false }).waitFor()
    await checkAccessibility(page)
  })

  await t.test('settings are in force at once and go back to their default', async () => {
    await page.goto(`${url}/admin/settings`)
    const setting = page.getByRole('region', { name: 'Production keys need approval' })
    await setting.getByRole('switch').check({ force: true })
    await press('Save', setting)
    await page.getByText('Production keys need approval: saved, in force now.').waitFor()
    await press('Back to the default', setting)
    await setting.getByText('default', { exact: true }).waitFor()
  })

  await t.test('the audit log has all of it: filtered, with what changed, whole, and as a file', async () => {
    await page.goto(`${url}/admin/audit?verb=team.create`)
    await page.getByRole('cell', { name: 'team.create' }).first().click()
    await drawer.getByRole('table', { name: 'What changed: team' }).getByText('CC-7').waitFor()
    await checkAccessibility(page)
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    await press('Check the chain')
    await page.getByText('The chain is whole').waitFor()
    const [file] = await Promise.all([page.waitForEvent('download'), press('Export')])
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n')
    assert.ok(lines.length >= 1 && lines.every((line) => JSON.parse(line).verb === 'team.create'))
  })
})
