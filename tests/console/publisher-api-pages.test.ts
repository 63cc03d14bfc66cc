import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAccessibility } from './check-accessibility.ts'
import { openConsole } from './console-harness.ts'
import { keepScreenshot } from './keep-screenshot.ts'

const tabs = ['', '/endpoints', '/policies', '/deployments', '/lifecycle', '/subscribers', '/docs', '/settings']

test('every page about an API can be used by everybody, on a phone too', async (t) => {
  const { page, url, admin } = await openConsole(t)
  const [api] = (await admin.done('GET', '/apis')).items as unknown as ReadonlyArray<{ readonly id: string }>
  for (const tab of tabs) {
    await page.goto(`${url}/publisher/apis/${api?.id}${tab}`)
    await page.getByRole('navigation', { name: 'About this API' }).waitFor()
    await page.waitForLoadState('networkidle')
    await checkAccessibility(page)
    await keepScreenshot(page, `publisher-api${tab.replace('/', '-')}`)
    await page.setViewportSize({ width: 390, height: 800 })
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390, tab)
    await page.setViewportSize({ width: 1_280, height: 800 })
  }
})
