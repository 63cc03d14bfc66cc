import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAccessibility } from './check-accessibility.ts'
import { openConsole } from './console-harness.ts'
import { keepScreenshot } from './keep-screenshot.ts'

const wso2 = {
  policyName: 'AI from WSO2',
  defaultLimit: {
    type: 'AIAPIQUOTALIMIT',
    aiApiQuota: { requestCount: 5_000, totalTokenCount: 300_000, timeUnit: 'min', unitTime: 1 },
  },
  stopOnQuotaReach: true,
}

test('a publisher and the plans, with what calls would have met', async (t) => {
  const opened = await openConsole(t, { demoCalls: 2_000 })
  const { page, url, admin } = opened

  await t.test('a plan is made while the page says what the calls of the last days would have met', async () => {
    await page.goto(`${url}/publisher/plans`)
    await page.getByRole('row', { name: /^AIGold 20\.00 M tokens a day and 1,000 calls a minute/ }).waitFor()
    await checkAccessibility(page)
    await keepScreenshot(page, 'publisher-plans')
    await page.getByRole('link', { name: 'New plan' }).click()
    await page.getByLabel('Name').fill('Tight')
    await page.getByLabel('How far back').selectOption('30')
    await page.getByText('Nobody would have been refused.').waitFor()
    await page.getByLabel('Limit 1: at most').fill('3')
    await page.getByLabel('Limit 1: of which time').selectOption('day')
    await page.getByRole('combobox', { name: 'Limit 1: time zone' }).fill('Europe/Berlin')
    await page.getByText(/calls would have been refused \(\d+ %\)/).waitFor()
    await page.getByRole('table', { name: 'Who would have been refused' }).getByText('Demo: Shop').waitFor()
    await page.getByRole('list', { name: 'Nearest to a limit' }).waitFor()
    await checkAccessibility(page)
    await keepScreenshot(page, 'publisher-plan-new')
    await page.getByLabel('Refuse what is beyond a limit').uncheck()
    await page
      .getByText(/^Nobody would have been refused, and [\d,]+ calls would have been beyond a limit\.$/)
      .waitFor()
    await page.getByRole('button', { name: 'Create' }).click()
    await page.waitForURL(/\/publisher\/plans\/plan_\w+$/)
    const made = await admin.done('GET', `/plans/${new URL(page.url()).pathname.split('/').at(-1)}`)
    assert.deepEqual(made.limits, [{ metric: 'requests', limit: 3, per: 'day', timeZone: 'Europe/Berlin' }])
    assert.equal(made.stopOnQuotaReach, false)
  })

  await t.test('it is changed, and what is wrong is said at its limit', async () => {
    opened.allow(/status of 400/)
    await page.getByRole('button', { name: 'Add limit' }).click()
    await page.getByLabel('Limit 2: of what').selectOption('requests')
    await page.getByRole('combobox', { name: 'Limit 2: time zone' }).fill('Europe/Berlin')
    await page.getByText('1 change', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').first().waitFor()
    await page.getByText('limits what limits[0] limits already: leave one of them out', { exact: true }).waitFor()
    await page.getByLabel('Limit 2: of what').selectOption('cost')
    await page.getByLabel('Limit 2: at most').fill('2.5')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Tight is saved, and in force at once.').waitFor()
    await page.getByText('3 calls a day and $2.50 a day').waitFor()
    await page.getByText('No API offers it.', { exact: false }).waitFor()
    await checkAccessibility(page)
  })

  await t.test('it is deleted with its name, and one of WSO2 is taken over', async () => {
    await page.getByRole('button', { name: 'Delete plan…' }).click()
    const question = page.getByRole('dialog')
    await question.getByLabel('Type Tight to go on').fill('Tight')
    await question.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Tight is gone.').waitFor()
    await page.getByRole('button', { name: 'Import from WSO2' }).click()
    const form = page.getByRole('dialog', { name: 'Import from WSO2' })
    await form.getByLabel('AI subscription policy as JSON').fill('no JSON')
    await form.getByRole('button', { name: 'Import' }).click()
    await form.getByText('This is no JSON object.').waitFor()
    await form.getByLabel('AI subscription policy as JSON').fill(JSON.stringify(wso2))
    await checkAccessibility(page)
    await form.getByRole('button', { name: 'Import' }).click()
    await page.getByRole('heading', { name: 'AI from WSO2' }).waitFor()
    await page.getByText('5,000 calls a minute and 300,000 tokens a minute').waitFor()
  })
})
