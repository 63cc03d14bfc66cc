import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { makeServedApi } from '../harness/api-by-rest.ts'
import { until } from '../harness/until.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { openConsole } from './console-harness.ts'
import { keepScreenshot } from './keep-screenshot.ts'

const text = 'It works, and this is what it says.'

test('an API is tried in the playground, and the pages of usage show what policies and providers did', async (t) => {
  const opened = await openConsole(t)
  const { page, url, admin } = opened
  await using provider = await FakeProvider.start({ answer: neverEnding(agentProvider({ text })) })
  const api = await makeServedApi(admin, provider.url)
  const { providerId } = await admin.done('GET', `/apis/${api.id}`)
  const prices = [{ from: '2025-01-01T00:00:00Z', input: 2, output: 8 }]
  await admin.done('POST', '/models', { providerId, model: 'gpt-5.4', prices })
  for (const policy of [
    { policy: 'pii-mask', mode: 'enforce', config: { flow: 'request' } },
    { policy: 'regex', mode: 'enforce', config: { flow: 'request', regex: 'forbidden', invert: true } },
  ])
    await admin.done('POST', `/apis/${api.id}/policies`, policy)
  await admin.done('POST', `/apis/${api.id}/deployments`, {})
  const numbers = page.getByRole('region', { name: 'What it took' })
  const answer = page.getByRole('region', { name: 'Answer' })

  await t.test('the answer streams in; then tokens, money, times, and the mask that hit', async () => {
    await page.goto(`${url}/devportal/catalogue/${api.id}/try`)
    await page.getByRole('combobox', { name: 'Model' }).fill('gpt-5.4')
    await page.getByText('Chat completions', { exact: true }).click()
    await send('Write to ada@example.com.')
    await answer.getByText(text).waitFor()
    await numbers.getByText(/^\$0\.\d+$/).waitFor()
    assert.doesNotMatch((await numbers.textContent()) ?? '', /–/)
    const policies = page.getByRole('table', { name: 'Policies' })
    await policies.getByRole('row', { name: /pii-mask.*changed.*email × 1/ }).waitFor()
    await page.getByRole('table', { name: 'Headers of the answer' }).getByText('x-request-id').waitFor()
    assert.ok(!provider.requests.at(-1)?.body.includes('ada@example.com'))
    await checkAccessibility(page)
    await keepScreenshot(page, 'build-playground')
  })

  await t.test('the other dialect works too', async () => {
    await page.getByText('Responses', { exact: true }).click()
    await send('Say it again.')
    await until('another call', () => provider.requests.at(-1)?.path.endsWith('/responses') === true)
    await answer.getByText(text).waitFor()
  })

  await t.test('a refused call is explained', async () => {
    await send('This is forbidden.')
    await answer.getByText(/^Refused with 4\d\d/).waitFor()
    await page
      .getByRole('table', { name: 'Policies' })
      .getByRole('row', { name: /regex.*refused/ })
      .waitFor()
  })

  await t.test('Stop ends the call at the provider, and the words that came stay', async () => {
    await page.getByText('Chat completions', { exact: true }).click()
    await send('Take it slowly.')
    await answer.getByText('It works').waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await answer.getByText(/^You stopped it/).waitFor()
    await answer.getByText('It works').waitFor()
    await until('the provider sees that it is over', () => provider.served.at(-1)?.outcome !== null)
  })

  await t.test('the key of the visit is in no storage, and ends with the page', async () => {
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
    assert.doesNotMatch(stored, /tg_/)
    await page.getByRole('link', { name: 'About this API' }).click()
    await until('the key is revoked', async () => {
      const { items } = await admin.done('GET', `/applications/${api.applicationId}/keys`)
      const keys = items as unknown as readonly { readonly state: string }[]
      return keys.length === 1 && keys[0]?.state === 'revoked'
    })
  })

  await t.test('guardrails show what each policy did, and that nothing passed unseen', async () => {
    await page.goto(`${url}/analytics/guardrails`)
    const matrix = page.getByRole('table', { name: 'Policies by API' })
    await matrix.getByRole('row', { name: /pii-mask Orders\/1\.0/ }).waitFor()
    const refusals = matrix.getByRole('row', { name: /regex Orders\/1\.0/ }).getByRole('link')
    assert.match((await refusals.last().getAttribute('href')) ?? '', /^\/analytics\/exchanges\?.*api=/)
    await page.getByRole('region', { name: 'Calls without a verdict' }).getByText('nothing passed unseen').waitFor()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ])
    assert.equal(file.suggestedFilename(), 'guardrails.csv')
    await checkAccessibility(page)
    await keepScreenshot(page, 'usage-guardrails')
  })

  await t.test('providers show how each endpoint answered', async () => {
    await page.goto(`${url}/analytics/providers`)
    const table = page.getByRole('table', { name: 'Providers and endpoints' })
    await table
      .getByRole('row', { name: /Orders provider/ })
      .getByText('well', { exact: true })
      .waitFor()
    await checkAccessibility(page)
    await table.getByRole('row', { name: /^production/ }).waitFor()
    await keepScreenshot(page, 'usage-providers')
  })

  async function send(prompt: string): Promise<void> {
    await page.getByLabel('Prompt').fill(prompt)
    await page.getByRole('button', { name: 'Send' }).click()
  }
})

/** As the provider given; of a prompt that wants it slowly, the end never comes. */
function neverEnding(answer: ReturnType<typeof agentProvider>): ReturnType<typeof agentProvider> {
  return (request) => {
    const reply = answer(request)
    if (!request.body.includes('slowly')) return reply
    return { ...reply, steps: [...reply.steps.slice(0, 4), { do: 'hold' }] }
  }
}
