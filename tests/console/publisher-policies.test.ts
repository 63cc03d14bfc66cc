import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { makeKey, makeServedApi, untilAnswered } from '../harness/api-by-rest.ts'
import { call } from '../harness/call.ts'
import { until } from '../harness/until.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { openConsole } from './console-harness.ts'
import { keepScreenshot } from './keep-screenshot.ts'

const prompt = 'Write to ada@example.com about the card 4111 1111 1111 1111.'

test('a publisher and the policies of an API, from the first look to a call that is masked', async (t) => {
  const opened = await openConsole(t)
  const { page, url, admin, provider, gateway, place } = opened
  const api = await makeServedApi(admin, provider.url)
  const { key } = await makeKey(admin, api.applicationId)
  const policies = `${url}/publisher/apis/${api.id}/policies`
  /** What the provider gets of a call. */
  const ask = () =>
    call(`${gateway}${api.path}/responses`, {
      headers: { 'content-type': 'application/json', apikey: key },
      body: JSON.stringify({ model: 'gpt-5.4', input: prompt }),
      trusted: place.trusted,
    })
  const sent = () => provider.requests.at(-1)?.body.toString() ?? ''

  await t.test('tries a mask in the bench before it is saved, and sees what it finds and what is sent', async () => {
    await page.goto(policies)
    await page.getByRole('region', { name: 'Policies of this API' }).waitFor()
    await page.getByRole('button', { name: 'Add policy' }).click()
    await page.getByLabel('Find').fill('mask personal')
    await page.getByRole('button', { name: /^pii-mask/ }).click()
    const editor = page.getByRole('dialog', { name: 'New policy: pii-mask' })
    await editor.getByLabel('What a client asks').fill(prompt)
    await editor.getByRole('button', { name: 'Try' }).click()
    const result = editor.getByRole('region', { name: 'What came of it' })
    await result.getByText('masked', { exact: true }).waitFor()
    await result.getByText('Found: email 1, card 1.').waitFor()
    assert.deepEqual(await result.locator('mark').allTextContents(), [
      'ada@example.com email',
      '4111 1111 1111 1111 card',
    ])
    const after = (await result.getByLabel('After').textContent()) ?? ''
    assert.match(after, /^Write to Email_\w+ about the card Card_\w+\.$/)
    const payload = JSON.parse(
      (await result.getByLabel('What the provider would get', { exact: true }).textContent()) ?? '',
    )
    assert.equal(payload.input[0].content[0].text, after)
    await checkAccessibility(page)
    await keepScreenshot(page, 'publisher-policy-editor')
  })

  await t.test('the server says at the field what is wrong with it', async () => {
    opened.allow(/status of 400/)
    const editor = page.getByRole('dialog', { name: 'New policy: pii-mask' })
    await editor.getByRole('button', { name: 'Add to Custom' }).click()
    const custom = editor.getByRole('group', { name: 'Custom' })
    await custom.getByLabel('Name').fill('ticket')
    await custom.getByLabel('Pattern').fill('(?<=T-)[0-9]+')
    await editor.getByRole('button', { name: 'Save' }).click()
    await editor.getByText('It is not saved').waitFor()
    await custom.getByText('The pattern uses look-behind, which cannot run in linear time.').waitFor()
    await checkAccessibility(page)
    await custom.getByRole('button', { name: 'Take out Custom 1' }).click()
  })

  await t.test(
    'saved, it observes and waits for the next deployment; deployed, calls still pass untouched',
    async () => {
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
      await page.getByText('pii-mask is saved. It waits for the next deployment.').waitFor()
      await page.getByText('Something here waits for the next deployment').waitFor()
      await checkAccessibility(page)
      await page.getByRole('button', { name: 'Deploy to default' }).click()
      await page.getByText(/^Revision 2 is deployed/).waitFor()
      const answer = await ask()
      assert.equal(answer.status, 200, answer.text)
      assert.ok(sent().includes('ada@example.com'))
    },
  )

  await t.test('enforced and deployed, a real call is masked on its way, and what it did is counted', async () => {
    await page.getByLabel('Enforce pii-mask').first().click()
    await page.getByText('pii-mask enforces. It waits for the next deployment.').waitFor()
    await page.getByRole('button', { name: 'Deploy to default' }).click()
    await page.getByText(/^Revision 3 is deployed/).waitFor()
    await untilAnswered(ask, ({ status }) => status === 200 && !sent().includes('ada@example.com'), 5_000)
    assert.match(sent(), /Write to Email_\w+ about the card Card_\w+\./)
    await page.reload()
    await page.getByText('masked', { exact: true }).first().waitFor()
    await keepScreenshot(page, 'publisher-policies')
  })

  await t.test('policies are put in order with keys, buttons and a pointer', async () => {
    const decorator = { policy: 'prompt-decorator', config: { name: 'House rules', text: 'Be exact.' } }
    await admin.done('POST', `/apis/${api.id}/policies`, decorator)
    await admin.done('POST', `/apis/${api.id}/policies`, { policy: 'secrets' })
    await page.reload()
    await inOrder(page, ['pii-mask', 'House rules', 'secrets'])
    await page.getByRole('button', { name: 'Move secrets: arrow keys, or drag' }).press('ArrowUp')
    await inOrder(page, ['pii-mask', 'secrets', 'House rules'])
    await page.getByRole('button', { name: 'Actions for pii-mask' }).click()
    await page.getByRole('menuitem', { name: 'Move down' }).click()
    await inOrder(page, ['secrets', 'pii-mask', 'House rules'])
    await page
      .getByRole('listitem')
      .filter({ hasText: 'House rules' })
      .dragTo(page.getByRole('listitem').filter({ hasText: 'secrets' }))
    await inOrder(page, ['House rules', 'secrets', 'pii-mask'])
    const kept = (await admin.done('GET', `/apis/${api.id}/policies`)).items as unknown as readonly { policy: string }[]
    assert.deepEqual(
      kept.map(({ policy }) => policy),
      ['prompt-decorator', 'secrets', 'pii-mask'],
    )
    await page.getByRole('button', { name: 'Actions for secrets' }).click()
    await page.getByRole('menuitem', { name: 'Take off' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take off' }).click()
    await inOrder(page, ['House rules', 'pii-mask'])
  })

  await t.test('kept requests are replayed through a policy that is not saved', async () => {
    opened.allow(/status of 409/)
    await page.goto(`${policies}?add=regex`)
    const editor = page.getByRole('dialog', { name: 'New policy: regex' })
    await editor.getByLabel('Regex').fill('about')
    await editor.getByRole('tab', { name: 'Kept requests' }).click()
    await editor.getByRole('button', { name: 'Replay' }).click()
    await editor.getByText(/keeps no requests/).waitFor()
    await editor.getByRole('link', { name: 'What this API keeps of requests' }).waitFor()
    await admin.done('PATCH', `/apis/${api.id}`, { payloadCapture: 'full' })
    await admin.done('POST', `/apis/${api.id}/deployments`, {})
    const tried = editor.getByText(/^Of \d+ requests \d+ would have passed\.$/)
    // A gateway hands over what it keeps some moments after the call.
    await until('a request is kept', async () => {
      await ask()
      await editor.getByRole('button', { name: 'Replay' }).click()
      return await tried.isVisible()
    })
    await checkAccessibility(page)
  })

  await t.test('those of the organisation are in force at once, and the library says what there is', async () => {
    await page.goto(`${url}/publisher/policies?add=content-length`)
    const editor = page.getByRole('dialog', { name: 'New policy: content-length' })
    await editor.getByText('Enforce', { exact: true }).click()
    await editor.getByRole('textbox', { name: 'Min' }).fill('1')
    await editor.getByRole('textbox', { name: 'Max' }).fill('10')
    await editor.getByRole('button', { name: 'Save' }).click()
    await page.getByText('content-length is saved. In force now, on every API.').waitFor()
    await untilAnswered(ask, ({ status, text }) => status >= 400 && text.includes('content-length'), 5_000)
    await page.getByRole('link', { name: 'Library' }).click()
    const kinds = page.getByRole('table', { name: 'Kinds of policies' })
    await kinds.getByText('content-length', { exact: true }).click()
    await page
      .getByRole('dialog', { name: 'content-length' })
      .getByRole('cell', { name: 'the most bytes that are allowed' })
      .waitFor()
    await checkAccessibility(page)
    await keepScreenshot(page, 'publisher-policy-library')
  })
})

/** The policies on requests, from the first to run on. */
async function inOrder(page: Page, names: readonly string[]): Promise<void> {
  const rows = page.getByRole('list', { name: 'Policies on requests' }).getByRole('listitem')
  for (const [place, name] of names.entries())
    await rows.nth(place).getByRole('button', { name, exact: true }).waitFor()
  assert.equal(await rows.count(), names.length)
}
