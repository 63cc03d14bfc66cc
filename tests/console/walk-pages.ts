import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { JsonObject } from '../fake-provider/json-value.ts'
import { asObjects } from '../fake-provider/json-value.ts'
import { type RestClient, textAt } from '../harness/rest-client.ts'
import { until } from '../harness/until.ts'
import { consoleFolder } from './build-once.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { openConsole } from './console-harness.ts'
import { keepScreenshot } from './keep-screenshot.ts'

/** What a page would run if it took a name for markup. */
const evil = `"><img src=x onerror=alert(1)><script>alert(2)</script>`

const paths = [...readFileSync(join(consoleFolder, 'src/app/pages.ts'), 'utf8').matchAll(/\bpath: '([^']+)'/g)].map(
  ([, path]) => String(path),
)

/** Every page of some workspaces opens, is accessible by day and by night, is no wider than a phone, and shows names as text. */
export async function walkPages(t: TestContext, isWanted: (path: string) => boolean): Promise<void> {
  const { page, url, admin } = await openConsole(t, { demoCalls: 2_000 })
  const ids = await makeThings(admin)
  page.on('dialog', (dialog) => assert.fail(`a page ran what stands in a name: ${dialog.message()}`))
  const wanted = paths.filter(isWanted)
  assert.ok(wanted.length > 10)
  for (const path of wanted)
    await t.test(path, async () => {
      await page.goto(url + path.replaceAll(/\$(\w+)/g, () => idFor(path, ids)))
      const title = page.getByRole('heading', { level: 1 }).first()
      await title.waitFor()
      await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
      assert.notEqual(await title.textContent(), 'Not found')
      assert.equal(await page.getByText('This page could not be drawn').count(), 0)
      await checkAccessibility(page)
      const name = path.slice(1).replaceAll('$', '').replaceAll('/', '-') || 'start'
      await keepScreenshot(page, name)
      await page.setViewportSize({ width: 390, height: 800 })
      // Asked from outside: what a page is asked in itself is held to its policy.
      const width = async () => Number(await page.evaluate('document.documentElement.scrollWidth'))
      await until(`${path} is no wider than a phone`, async () => (await width()) <= 390)
      await page.setViewportSize({ width: 1_280, height: 800 })
    })
}

type Things = Readonly<Record<'api' | 'plan' | 'application' | 'person' | 'conversation', string>>

/** What stands for a parameter of an address. */
function idFor(path: string, ids: Things): string {
  if (path.startsWith('/publisher/apis/') || path.startsWith('/devportal/catalogue/')) return ids.api
  if (path.startsWith('/publisher/plans/')) return ids.plan
  if (path.startsWith('/devportal/applications/')) return ids.application
  if (path.startsWith('/admin/people/')) return ids.person
  if (path.startsWith('/analytics/conversations/')) return encodeURIComponent(ids.conversation)
  throw new Error(`say here what ${path} is about`)
}

/** One of each kind, with a name that no page may run. */
async function makeThings(admin: RestClient): Promise<Things> {
  const first = (list: JsonObject): string => textAt(asObjects(list.items)[0] ?? {}, 'id')
  const api = first(await admin.done('GET', '/apis'))
  await admin.done('PATCH', `/apis/${api}`, { description: evil, tags: [evil.slice(0, 50)], docs: `# Docs\n\n${evil}` })
  const person = await admin.done('POST', '/people', { email: 'evil@example.com', name: evil })
  const team = await admin.made('POST', '/teams', { name: evil, costCentre: evil })
  await admin.done('POST', `/teams/${team}/members`, { email: 'evil@example.com' })
  const limits = [{ metric: 'requests', limit: 10, per: 'minute' }]
  const plan = await admin.made('POST', '/plans', { name: evil, description: evil, limits })
  const application = await admin.made('POST', '/applications', { name: evil, teamId: team })
  await admin.done('POST', `/applications/${application}/keys`, { name: evil })
  const providerId = await admin.made('POST', '/providers', { name: evil, type: 'openai-compatible' })
  const origin = 'https://models.example.com'
  await admin.done('POST', '/credentials', { providerId, name: evil, secret: 'sk-a-secret-1234', origin })
  await admin.done('POST', '/models', { providerId, model: 'a-model', displayName: evil })
  await admin.done('POST', '/environments', { name: evil })
  await admin.done('POST', '/quotas', { name: evil, scope: 'team', subject: team, limits })
  await admin.done('POST', '/deny-rules', { name: evil, person: 'evil@example.com' })
  await admin.done('POST', '/alert-channels', { name: evil, type: 'slack', url: 'https://chat.example.com/x' })
  await admin.done('POST', '/gateways/join-tokens', { name: evil })
  const address = `/analytics/explore?person=${encodeURIComponent(evil)}`
  await admin.done('POST', '/saved-views', { name: evil, address, isShared: true })
  const [conversation] = asObjects((await admin.done('GET', '/usage/conversations?limit=1')).items)
  return {
    ...{ api, plan, application, person: textAt(person, 'id') },
    conversation: textAt(conversation ?? {}, 'conversation'),
  }
}
