import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { answerError } from '../fake-provider/scenarios/errors.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { openConsole } from './console-harness.ts'
import { keepScreenshot } from './keep-screenshot.ts'

const secret = 'sk-the-right-one-12345'
/** Runs where it is taken for markup; a request to another origin and a script of the page both fail the test too. */
const payload =
  '<img src="https://evil.example/x.png" onerror="globalThis.taken = true"><script>globalThis.taken = true</script>'

test('a publisher and an API, from the provider to its end', async (t) => {
  const opened = await openConsole(t)
  const { page } = opened
  await using provider = await FakeProvider.start({ answer: onlyWith(secret) })
  const providerUrl = provider.url
  let apiId = ''

  await t.test('tries the endpoint before it is made, and says what is wrong with it', async () => {
    await page.goto(`${opened.url}/publisher`)
    await page.getByRole('link', { name: 'OpenAI API 2.3.0' }).waitFor()
    await checkAccessibility(page)
    await keepScreenshot(page, 'publisher-apis')
    await page.getByRole('link', { name: 'New API' }).click()
    await page.getByLabel('Endpoint URL').fill('http://127.0.0.1:1')
    await page.getByLabel(/^Secret/).fill('sk-a-wrong-one-12345')
    await page.getByRole('button', { name: 'Test now' }).click()
    await page.getByText('127.0.0.1:1 refuses connections').waitFor()
    await page.getByLabel('Endpoint URL').fill(providerUrl)
    await page.getByRole('button', { name: 'Test now' }).click()
    await page.getByText(/It answered 401 in/).waitFor()
    await page.getByText(/refuses the credential \(401\): check the secret/).waitFor()
    await checkAccessibility(page)
    await page.getByText(/It answered 401 in/).scrollIntoViewIfNeeded()
    await keepScreenshot(page, 'publisher-new-api-failed-test')
    await page.getByLabel(/^Secret/).fill(secret)
    await page.getByRole('button', { name: 'Test now' }).click()
    await page.getByText(/It answered 200 in/).waitFor()
    await page.getByText('gpt-5.5').waitFor()
    await keepScreenshot(page, 'publisher-new-api')
  })

  await t.test('is made, deployed and published with one press', async () => {
    await page.getByRole('textbox', { name: 'Name' }).fill('Journey')
    await page.getByLabel('Context').fill('/journey')
    await page.getByRole('button', { name: 'Create, deploy and publish' }).click()
    await page.waitForURL(/\/publisher\/apis\/api_\w+$/)
    apiId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await page.getByRole('heading', { name: 'Journey 1.0.0' }).waitFor()
    await page.getByText('Journey 1.0.0: Created, deployed, published.').waitFor()
    await page.getByText('published', { exact: true }).waitFor()
    const made = await opened.admin.done('GET', `/apis/${apiId}`)
    assert.equal(made.state, 'published')
    const { items } = await opened.admin.done('GET', `/apis/${apiId}/deployments`)
    assert.equal(Array.isArray(items) && items.length, 1)
  })

  await t.test('its endpoint answers, and a new one is tried before it is saved', async () => {
    await tab('Endpoints')
    await page.getByRole('button', { name: 'Test now' }).click()
    await page.getByText(/It answered 200 in/).waitFor()
    await page.getByRole('button', { name: 'Add endpoint' }).click()
    const drawer = page.getByRole('dialog', { name: 'New endpoint' })
    await drawer.getByLabel('Endpoint URL').fill(providerUrl)
    await drawer.getByText('Existing credential').click()
    await drawer.getByLabel('Credential of this provider').click()
    await page.getByRole('option').first().click()
    await drawer.getByRole('button', { name: 'Test now' }).click()
    await drawer.getByText(/It answered 200 in/).waitFor()
    await checkAccessibility(page)
    await drawer.getByRole('button', { name: 'Save' }).click()
    await drawer.waitFor({ state: 'hidden' })
    await page.getByRole('region', { name: 'production 2' }).waitFor()
  })

  await t.test('what was changed is deployed, and two revisions say what differs', async () => {
    await page.getByText('draft differs').waitFor()
    await tab('Deployments')
    await page.getByLabel('Note for the deployment to default').fill('a second endpoint')
    await page.getByRole('button', { name: 'Deploy the draft' }).click()
    await page.getByText('Revision 2 is deployed to default.').waitFor()
    await page.getByLabel('Compare revision 1').check()
    await page.getByLabel('Compare revision 2').check()
    const differences = page.getByRole('region', { name: 'From revision 1 to 2' })
    await differences.getByText('endpoints[production 2].url', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Actions for revision 1' }).click()
    await page.getByRole('menuitem', { name: 'Restore to the draft' }).click()
    await page.getByRole('button', { name: 'Restore', exact: true }).click()
    await page.getByText('The draft is as revision 1 was.').waitFor()
    await page.getByRole('main').getByText('draft differs').first().waitFor()
  })

  await t.test('what people write stays text, wherever it is shown', async () => {
    await tab('Settings')
    await page.getByRole('textbox', { name: 'Name' }).fill(payload.slice(0, 100))
    await page.getByLabel('Description').fill(payload)
    await page.getByText('2 changes').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved. It is in force at once.').waitFor()
    await tab('Docs')
    const source = page.getByLabel('Documentation in Markdown')
    await source.fill(
      `# Hello\n\n${payload}\n\n[press](javascript:globalThis.taken=true) **bold** ![x](https://evil.example/y.png)`,
    )
    const preview = page.getByRole('region', { name: 'Preview' })
    await preview.getByRole('heading', { name: 'Hello' }).waitFor()
    await preview.getByText('press').click()
    assert.equal(await preview.locator('img, script, a[href]').count(), 0)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved. Developers see it at once.').waitFor()
    for (const path of ['/publisher', `/publisher/apis/${apiId}`, `/publisher/apis/${apiId}/docs`]) {
      await page.goto(`${opened.url}${path}`)
      await page.getByText('<img src="https://evil.example/x.png"').first().waitFor()
      assert.equal(await page.evaluate('globalThis.taken'), undefined, path)
    }
  })

  await t.test('deprecating says whom it touches', async () => {
    await tab('Lifecycle')
    await page.getByRole('button', { name: 'Deprecate this API' }).click()
    const question = page.getByRole('dialog')
    await question.getByText(/Whoever is subscribed keeps working/).waitFor()
    await question.getByRole('button', { name: 'Deprecate' }).click()
    await page.getByText('Nobody new can subscribe').first().waitFor()
    await page.getByRole('button', { name: 'Retire this API' }).waitFor()
    assert.equal((await opened.admin.done('GET', `/apis/${apiId}`)).state, 'deprecated')
  })

  async function tab(name: string): Promise<void> {
    await page.getByRole('navigation', { name: 'About this API' }).getByRole('link', { name }).click()
    await page.waitForURL(new RegExp(`/${name.toLowerCase()}$`))
  }
})

/** Behaves, to those who have its secret. */
function onlyWith(right: string): ReturnType<typeof agentProvider> {
  const answer = agentProvider()
  return (request) =>
    request.header('authorization') === `Bearer ${right}`
      ? answer(request)
      : answerError(401, { type: 'invalid_request_error', code: 'invalid_api_key', message: 'Incorrect API key.' })
}
