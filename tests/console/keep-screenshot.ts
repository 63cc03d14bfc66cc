import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'images', 'console')

/** Keeps what the page looks like for the guides, where TOLLGATE_SCREENSHOTS=1 asks for it; else does nothing. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (process.env.TOLLGATE_SCREENSHOTS !== '1') return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' })
}
