import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { JsonObject } from '../fake-provider/json-value.ts'
import { asObjects } from '../fake-provider/json-value.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { openConsole } from './console-harness.ts'
import { keepScreenshot } from './keep-screenshot.ts'

const dayMs = 86_400_000
const whole = new Intl.NumberFormat('en')

test('usage is looked at from above, sliced, exported and kept', async (t) => {
  const opened = await openConsole(t, { demoCalls: 3_000 })
  const { page, url, admin } = opened
  const [from, to] = [dayBefore(20), dayBefore(1)]
  const ownDays = `from=${from}&to=${to}`
  // The last day of the page is in it; the REST API's is not.
  const asked = `from=${from}&to=${dayBefore(0)}`

  await t.test('the numbers are those of the REST API, people too', async () => {
    await page.goto(`${url}/analytics?${ownDays}`)
    const { totals } = (await admin.done('GET', `/usage/totals?${asked}`)) as { totals: JsonObject }
    const people = await admin.done('GET', `/usage/breakdown?${asked}&by=person&limit=1`)
    const [calls, refused] = [Number(totals.calls), Number(totals.refused)]
    assert.ok(calls > 1_000 && refused > 0 && Number(people.values) > 5, JSON.stringify({ totals, people }))
    for (const [name, value] of [
      ['Calls', calls],
      ['Refused', refused],
      ['Failed', Number(totals.failed)],
      ['People', Number(people.values)],
    ] as const)
      await page.getByRole('link', { name: `${name}: ${whole.format(value)}`, exact: true }).waitFor()
    await checkAccessibility(page)
    await keepScreenshot(page, 'usage-overview')
  })

  await t.test('the chart has a twin that is read: its sums are the calls', async () => {
    await page.getByLabel('Measure').selectOption({ label: 'Calls' })
    await page.getByRole('button', { name: 'Show as table' }).first().click()
    const rows = page.getByRole('table', { name: /^Calls over time by model$/ }).getByRole('row')
    const cells = await rows.evaluateAll((all) =>
      all.slice(1).map((row) => [...row.querySelectorAll('td')].slice(1).map((cell) => cell.textContent ?? '')),
    )
    const sum = cells.flat().reduce((before, text) => before + (Number(text.replaceAll(',', '')) || 0), 0)
    const { totals } = (await admin.done('GET', `/usage/totals?${asked}`)) as { totals: JsonObject }
    assert.equal(sum, totals.calls)
  })

  await t.test('a press on a bar leads to the calls behind it, and the filter can be taken out', async () => {
    const { items } = await admin.done('GET', `/usage/breakdown?${asked}&by=person&order=calls&limit=5`)
    const person = asObjects(items)
      .map(({ value }) => value)
      .find((value) => typeof value === 'string')
    assert.ok(person !== undefined)
    await page.getByRole('list', { name: 'Person' }).getByRole('link', { name: person }).click()
    await page.waitForURL(/\/analytics\/exchanges\?.*person=/)
    const table = page.getByRole('table', { name: 'Exchanges' })
    await table.getByRole('row').nth(5).waitFor()
    const named = await table.getByRole('row').evaluateAll((all) => all.slice(1).map((row) => row.textContent ?? ''))
    assert.ok(named.length > 3 && named.every((text) => text.includes(person)))
    await page.getByRole('button', { name: `Take out: person is ${person}` }).click()
    await page.waitForURL((address) => !address.search.includes('person'))
    assert.match(page.url(), new RegExp(ownDays))
  })

  await t.test('two dimensions are crossed, and the file has the same numbers', async () => {
    await page.goto(`${url}/analytics/explore?${ownDays}&measure=calls&by=team&and=model`)
    const table = page.getByRole('table', { name: 'Team and Model' })
    await table.getByRole('link').first().waitFor()
    await checkAccessibility(page)
    await keepScreenshot(page, 'usage-explore')
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export CSV' }).click(),
    ])
    assert.equal(file.suggestedFilename(), 'usage-by-team-and-model.csv')
    const [heading = '', ...lines] = (await readFile(await file.path(), 'utf8')).trim().split(/\r?\n/)
    const places = ['value', 'andValue', 'calls'].map((name) => heading.split(',').indexOf(name))
    const rows = lines.map((line) => places.map((place) => line.split(',')[place] ?? ''))
    const { items } = await admin.done('GET', `/usage/breakdown?${asked}&by=team`)
    assert.ok(asObjects(items).length > 1)
    for (const { value, calls } of asObjects(items)) {
      const own = rows.filter(([team]) => team === (value ?? ''))
      const sum = own.reduce((before, row) => before + Number(row[2]), 0)
      assert.equal(sum, calls, String(value))
      for (const [, model, count] of own)
        await table
          .getByRole('row', { name: String(value ?? '') })
          .getByRole('link', { name: whole.format(Number(count)), exact: true })
          .first()
          .waitFor({ timeout: model === '' ? 1 : 5_000 })
    }
  })

  await t.test('a view is saved, shared, found by somebody else, and deleted', async () => {
    await page.getByRole('button', { name: 'Save view' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name').fill('Teams by model')
    await form.getByRole('switch', { name: 'Everybody finds it' }).check()
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Teams by model is kept under Saved views.').waitFor()
    const other = await opened.newPersonPage('developer')
    await other.page.goto(`${url}/analytics/views`)
    const row = other.page.getByRole('row', { name: /Teams by model/ })
    await row.getByText('everybody').waitFor()
    await row.getByText(`Explore, ${from} – ${to}, calls, by team, and by model`).waitFor()
    assert.equal(await row.getByRole('button').count(), 0)
    await row.getByRole('link', { name: 'Teams by model' }).click()
    await other.page.waitForURL(/\/analytics\/explore\?.*by=team&and=model/)
    await page.goto(`${url}/analytics/views`)
    await checkAccessibility(page)
    await keepScreenshot(page, 'usage-saved-views')
    await page.getByRole('button', { name: 'Change: Teams by model' }).click()
    await form.getByLabel('Name').fill('Teams')
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Teams is changed.').waitFor()
    await page.getByRole('button', { name: 'Delete: Teams' }).click()
    await form.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('is kept with its button Save view').waitFor()
  })
})

function dayBefore(days: number): string {
  return new Date(Date.now() - days * dayMs).toISOString().slice(0, 10)
}
