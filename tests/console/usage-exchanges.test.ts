import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { asObjects } from '../fake-provider/json-value.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { makeKey, makeServedApi } from '../harness/api-by-rest.ts'
import { call } from '../harness/call.ts'
import { until } from '../harness/until.ts'
import { checkAccessibility } from './check-accessibility.ts'
import { openConsole } from './console-harness.ts'
import { keepScreenshot } from './keep-screenshot.ts'

const evil = '"><img src=x onerror=alert(1)>'

test('calls are watched as they come, explained, filtered, and seen as a conversation', async (t) => {
  const opened = await openConsole(t)
  const { page, url, admin, place, gateway } = opened
  await using provider = await FakeProvider.start({ answer: agentProvider({ command: 'ls', rounds: 1 }) })
  const api = await makeServedApi(admin, provider.url)
  const regex = { flow: 'request', regex: 'forbidden', invert: true }
  await admin.done('POST', `/apis/${api.id}/policies`, { policy: 'regex', mode: 'enforce', config: regex })
  await admin.done('POST', `/apis/${api.id}/deployments`, {})
  const { key } = await makeKey(admin, api.applicationId)
  page.on('dialog', (dialog) => assert.fail(`a page ran what a client says of itself: ${dialog.message()}`))
  const drawer = page.getByRole('dialog', { name: 'Exchange' })
  const log = page.getByRole('table', { name: 'Exchanges' })

  await t.test('a call appears by itself while the log is live, and what it says of itself is text', async () => {
    await page.goto(`${url}/analytics/exchanges?live=1`)
    await page.getByText('New calls appear by themselves.').waitFor()
    await ask('look around', { turn: 'turn-1', isAnswered: false })
    await log.getByRole('row', { name: /answered.*Orders client/ }).click()
    await page.getByText('Stands still while a call is open.').waitFor()
    await drawer.getByText(evil, { exact: false }).first().waitFor()
    await drawer.getByText('exec_command', { exact: true }).waitFor()
    await drawer.getByText('until the provider’s head').waitFor()
    await drawer.getByRole('row', { name: /regex.*request.*passed/ }).waitFor()
    await checkAccessibility(page)
  })

  await t.test('the drawer is a link of its own, and back closes it', async () => {
    const address = page.url()
    assert.match(address, /open=/)
    await page.goBack()
    await drawer.waitFor({ state: 'detached' })
    await page.goto(address)
    await drawer.getByText('Timeline').waitFor()
  })

  await t.test('a refused call says which rule, and what helps', async () => {
    await ask('look around', { turn: 'turn-1', isAnswered: true })
    await ask('this is forbidden', { turn: 'turn-2', isAnswered: false })
    await page.goto(`${url}/analytics/exchanges?live=1`)
    await log.getByRole('row', { name: /refused/ }).click()
    await drawer.getByText(/it was refused: .*regex/).waitFor()
    await drawer.getByText('begin a new conversation', { exact: false }).first().waitFor()
    await drawer.getByText('No provider was asked.').waitFor()
    await keepScreenshot(page, 'usage-refused-call')
  })

  await t.test('facets count the calls, and a press leaves those', async () => {
    await page.goto(`${url}/analytics/exchanges?range=24h`)
    const facets = page.getByRole('navigation', { name: 'Filter by' })
    await facets.getByRole('button', { name: /^refused 1$/ }).click()
    await page.getByText('Outcome is refused').waitFor()
    await log
      .getByRole('row', { name: /answered/ })
      .first()
      .waitFor({ state: 'detached' })
    assert.equal(await log.getByRole('row').count(), 2)
    await facets.getByRole('button', { name: /^refused 1$/ }).click()
    await log
      .getByRole('row', { name: /answered/ })
      .first()
      .waitFor()
    await facets.getByRole('button', { name: /^Orders client \d+$/ }).click()
    await page.getByText('Application is Orders client').waitFor()
    await checkAccessibility(page)
    await keepScreenshot(page, 'usage-exchanges')
  })

  await t.test('a conversation of several turns has its calls, its tools and its cost in one place', async () => {
    await ask('and now?', { turn: 'turn-3', isAnswered: true, subagent: 'review' })
    await until('the conversation has three turns', async () => {
      const { items } = await admin.done('GET', '/usage/conversations')
      return asObjects(items)[0]?.turns === 3
    })
    await page.goto(`${url}/analytics/conversations`)
    const row = page.getByRole('table', { name: 'Conversations' }).getByRole('row', { name: /github.com\/acme\/shop/ })
    await row.getByText('3', { exact: true }).waitFor()
    await row.click()
    await page.getByRole('heading', { name: 'Turn 3' }).waitFor()
    await page.getByRole('region', { name: 'Tools' }).getByText('exec_command').waitFor()
    await page
      .getByRole('region', { name: 'Sub-agents' })
      .getByText(/^1 call, /)
      .waitFor()
    const first = page.getByRole('table', { name: 'Calls of turn 1' })
    assert.equal(await first.getByRole('row').count(), 3)
    await checkAccessibility(page)
    await keepScreenshot(page, 'usage-conversation')
    await first.getByRole('row').nth(1).click()
    await drawer.getByText('turn-1').waitFor()
  })

  interface Said {
    readonly turn: string
    /** The tool's output goes with it, so that the model answers in words. */
    readonly isAnswered: boolean
    readonly subagent?: string
  }

  /** As Codex asks: with what it says of the turn, the thread and the checkout. */
  async function ask(text: string, { turn, isAnswered, subagent }: Said): Promise<void> {
    const origin = 'https://github.com/acme/shop.git'
    const metadata = {
      ...{
        thread_id: 'a-thread-of-a-test',
        turn_id: turn,
        thread_source: subagent === undefined ? 'user' : 'subagent',
      },
      workspaces: { '/srv/shop': { associated_remote_urls: { origin }, has_changes: true } },
    }
    const input = [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
      ...(isAnswered ? [{ type: 'function_call_output', call_id: 'call_1', output: 'README.md' }] : []),
    ]
    await call(`${gateway}${api.path}/responses`, {
      trusted: place.trusted,
      headers: {
        ...{ apikey: key, 'content-type': 'application/json', 'user-agent': `codex_exec/0.169.0 ${evil}` },
        ...{ originator: 'codex_exec', 'x-codex-turn-metadata': JSON.stringify(metadata) },
        ...(subagent === undefined ? {} : { 'x-openai-subagent': subagent }),
      },
      body: JSON.stringify({
        model: 'gpt-5.4',
        stream: true,
        input,
        tools: [{ type: 'function', name: 'exec_command' }],
      }),
    })
  }
})
