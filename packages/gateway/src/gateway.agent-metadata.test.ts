import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { respond } from './testing/scripted-upstream.ts'
import { startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import { startTestThreads } from './testing/test-threads.ts'
import { until } from './testing/until.ts'
import { agentMetadataHeaders } from './upstream/agent-metadata.ts'

const metadata = JSON.stringify({
  thread_id: 't1',
  workspaces: {
    '/home/dev/shop': { associated_remote_urls: { origin: 'https://user:s3cr@t@github.com/acme/shop.git' } },
  },
})
const headers = {
  ...Object.fromEntries(agentMetadataHeaders.map((name) => [name, `value-of-${name}`])),
  ...{ 'x-codex-turn-metadata': metadata, originator: 'codex_exec', 'user-agent': 'codex_exec/0.169.0' },
}
const kept = ['originator', 'user-agent']
const body = `{ "model": "m",\n "input": "hi", "client_metadata": { "thread_id": "t1" } }`

describe('startGateway: what agents say of themselves', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      rows: (url) => [testApi(url), testApi(url, { name: 'strict', stripAgentMetadata: true })],
    })
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
  })

  after(() => tollgate[Symbol.asyncDispose]())

  const call = async (api: string, more: Record<string, string> = {}, text = body) => {
    const count = tollgate.records().length
    const { status } = await tollgate.call({
      path: `/${api}/1.0/responses`,
      body: text,
      headers: { ...headers, ...more },
    })
    assert.equal(status, 200)
    const [record] = (await tollgate.recordCount(count + 1)).slice(-1)
    const [sent] = tollgate.upstream.calls.slice(-1)
    assert.ok(record !== undefined && sent !== undefined)
    return { record, sent }
  }

  it('goes to the provider as it came, and is recorded without what could open a repository', async () => {
    const { record, sent } = await call('openai')
    for (const [name, value] of Object.entries(headers)) assert.equal(sent.request.headers[name], value, name)
    assert.equal((await sent.body).toString(), body)
    assert.deepEqual(record.agent, {
      ...{ name: 'codex_exec', userAgent: 'codex_exec/0.169.0', address: '127.0.0.1' },
      metadata: metadata.replace('user:s3cr@t@', ''),
      session: 'value-of-x-claude-code-session-id',
      thread: 'value-of-thread-id',
      parent: 'value-of-x-codex-parent-thread-id',
      subagent: 'value-of-x-openai-subagent',
    })
  })

  it('stays here where the API says so, in headers and body, and is recorded all the same', async () => {
    const { record, sent } = await call('strict')
    for (const name of agentMetadataHeaders) assert.equal(sent.request.headers[name], undefined, name)
    for (const name of kept) assert.equal(sent.request.headers[name], Reflect.get(headers, name))
    assert.deepEqual(JSON.parse((await sent.body).toString()), { model: 'm', input: 'hi' })
    assert.equal(record.agent.thread, 'value-of-thread-id')
    assert.equal(record.agent.metadata, metadata.replace('user:s3cr@t@', ''))
  })

  it('long values and names of models are cut', async () => {
    const { record } = await call(
      'openai',
      { 'thread-id': 'x'.repeat(900) },
      JSON.stringify({ model: 'm'.repeat(9_000) }),
    )
    assert.equal(record.agent.thread, 'x'.repeat(200))
    assert.equal(record.model.asked, 'm'.repeat(200))
  })
})

const starts = {
  'one thread': () => startTestGateway(),
  'several threads': async () => (await startTestThreads(2)).tollgate,
}
for (const [what, start] of Object.entries(starts))
  it(`a gateway of ${what} ships the records of its calls, the last ones when it ends`, async () => {
    const tollgate = await start()
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
    const ids: unknown[] = []
    const call = async () => {
      const { headers } = await tollgate.call({ path: '/openai/1.0/responses', body })
      ids.push(headers['x-request-id'])
    }
    const { usage } = tollgate.control
    await call()
    await until('the first record to be shipped', () => usage.size === 1)
    await call()
    await tollgate.gateway.stop(200)
    assert.deepEqual([...usage.keys()], ids)
    await tollgate[Symbol.asyncDispose]()
  })
