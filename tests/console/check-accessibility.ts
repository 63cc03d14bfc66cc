import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** By day and by night, axe has nothing serious to say about the page as it stands. */
export async function checkAccessibility(page: Page): Promise<void> {
  const before = await schemeOf(page)
  for (const scheme of [before, before === 'dark' ? 'light' : 'dark'] as const) {
    await setScheme(page, scheme)
    // The page has one frame, so that no page of axe's own is needed to put answers together.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    const said = serious.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}\n  ${node.html}\n  ${node.failureSummary}`),
    )
    assert.deepEqual(said, [], `${new URL(page.url()).pathname}, ${scheme}`)
  }
  await setScheme(page, before)
}

async function setScheme(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor({ state: 'attached' })
}

async function schemeOf(page: Page): Promise<'light' | 'dark'> {
  const scheme = await page.locator('html').getAttribute('data-mantine-color-scheme')
  return scheme === 'dark' ? 'dark' : 'light'
}
