import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { SseReader } from '@tollgate/gateway/protocols/sse'
import { type DemoProvider, startDemoProvider } from './demo-provider.ts'

type Json = Record<string, unknown>

const label = "This is Tollgate's demo provider: your call went through the gateway and came back."
const hint = 'Set OPENAI_API_KEY and start again to talk to a real model.'

async function start(t: TestContext): Promise<DemoProvider> {
  const demo = await startDemoProvider()
  t.after(() => demo.close())
  return demo
}

function post(demo: DemoProvider, path: string, body: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${demo.credential}`, 'content-type': 'application/json' }
  return fetch(`${demo.url}${path}`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function postJson(demo: DemoProvider, path: string, body: unknown): Promise<Json> {
  const response = await post(demo, path, body)
  assert.equal(response.status, 200)
  return (await response.json()) as Json
}

/** The payloads of a streamed answer, and how far apart the first and the last came. */
async function postStream(demo: DemoProvider, path: string, body: Json) {
  const response = await post(demo, path, { ...body, stream: true })
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  const reader = new SseReader(1_000_000)
  const events: Array<{ name: string; data: string; at: number }> = []
  for await (const chunk of response.body ?? [])
    for (const event of reader.push(Buffer.from(chunk)))
      events.push({ name: event.eventName(), data: event.data(), at: performance.now() })
  return { events, payloads: events.filter(({ data }) => data !== '[DONE]').map(({ data }): Json => JSON.parse(data)) }
}

/** A field of nested JSON: `at(body, 'output', 0, 'content')`. */
function at(value: unknown, ...path: ReadonlyArray<string | number>): unknown {
  let current = value
  for (const part of path) current = (current as Record<string | number, unknown> | undefined)?.[part]
  return current
}

const codexInput = [
  { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'You are a coding agent.' }] },
  { type: 'message', role: 'user', content: [{ type: 'input_text', text: '<environment_context/>' }] },
  { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'say hi,\n  please' }] },
]

test('startDemoProvider streams a Responses answer as OpenAI does', async (t) => {
  const demo = await start(t)
  const { events, payloads } = await postStream(demo, '/responses', { model: 'gpt-5.4', input: codexInput })
  const types = payloads.map(({ type }) => type)
  const deltas = payloads.filter(({ type }) => type === 'response.output_text.delta')
  assert.deepEqual(
    types.filter((type) => type !== 'response.output_text.delta'),
    [
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ],
  )
  assert.ok(deltas.length >= 5)
  assert.equal(types.indexOf('response.output_text.delta'), 4)
  assert.deepEqual(
    payloads.map(({ sequence_number }) => sequence_number),
    payloads.map((_, index) => index),
  )
  assert.deepEqual(
    events.map(({ name }) => name),
    types,
  )
  const text = `${label} You asked: “say hi, please”. ${hint}`
  assert.equal(deltas.map(({ delta }) => delta).join(''), text)
  assert.equal(at(payloads.at(-2), 'item', 'content', 0, 'text'), text)
  const completed = at(payloads.at(-1), 'response')
  assert.equal(at(completed, 'status'), 'completed')
  assert.equal(at(completed, 'output', 0, 'content', 0, 'text'), text)
  assert.equal(at(completed, 'id'), at(payloads[0], 'response', 'id'))
  assert.ok((events.at(-1)?.at ?? 0) - (events[0]?.at ?? 0) > deltas.length * 10)
})

test('startDemoProvider answers whole where no stream is asked for, with usage from the size of the body', async (t) => {
  const demo = await start(t)
  const body = JSON.stringify({ model: 'gpt-5.5', input: 'hello' })
  const answer = await postJson(demo, '/responses', body)
  const text = `${label} You asked: “hello”. ${hint}`
  assert.equal(at(answer, 'object'), 'response')
  assert.equal(at(answer, 'model'), 'gpt-5.5')
  assert.equal(at(answer, 'output', 0, 'content', 0, 'text'), text)
  const input = Math.ceil(body.length / 4)
  const output = Math.ceil(text.length / 4)
  assert.deepEqual(at(answer, 'usage'), {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  })
})

test('startDemoProvider streams chat completions, with usage where it is asked for', async (t) => {
  const demo = await start(t)
  const body = {
    model: 'gpt-5.4',
    messages: [
      { role: 'system', content: 'x' },
      { role: 'user', content: 'hello' },
    ],
  }
  const plain = await postStream(demo, '/chat/completions', body)
  assert.equal(plain.events.at(-1)?.data, '[DONE]')
  assert.equal(
    plain.payloads.map((chunk) => at(chunk, 'choices', 0, 'delta', 'content') ?? '').join(''),
    `${label} You asked: “hello”. ${hint}`,
  )
  assert.equal(at(plain.payloads.at(-1), 'choices', 0, 'finish_reason'), 'stop')
  assert.ok(plain.payloads.every((chunk) => !('usage' in chunk)))
  const counted = await postStream(demo, '/chat/completions', { ...body, stream_options: { include_usage: true } })
  assert.ok(counted.payloads.slice(0, -1).every(({ usage }) => usage === null))
  assert.deepEqual(at(counted.payloads.at(-1), 'choices'), [])
  const usage = at(counted.payloads.at(-1), 'usage')
  assert.equal(at(usage, 'total_tokens'), Number(at(usage, 'prompt_tokens')) + Number(at(usage, 'completion_tokens')))
  assert.equal(new Set(counted.payloads.map(({ id }) => id)).size, 1)
})

test('startDemoProvider answers a chat completion whole', async (t) => {
  const answer = await postJson(await start(t), '/chat/completions', { model: 'gpt-5.4', messages: [] })
  assert.equal(at(answer, 'choices', 0, 'message', 'content'), `${label} ${hint}`)
  assert.equal(at(answer, 'choices', 0, 'finish_reason'), 'stop')
  assert.ok(Number(at(answer, 'usage', 'prompt_tokens')) > 0)
})

test('startDemoProvider fits a JSON Schema where one is asked for, as Codex does for titles', async (t) => {
  const demo = await start(t)
  const schema = {
    type: 'object',
    properties: { title: { type: 'string' } },
    required: ['title'],
    additionalProperties: false,
  }
  const format = { type: 'json_schema', name: 'codex_output_schema', strict: true, schema }
  const { payloads } = await postStream(demo, '/responses', { model: 'gpt-5.4', input: codexInput, text: { format } })
  assert.deepEqual(JSON.parse(String(at(payloads.at(-1), 'response', 'output', 0, 'content', 0, 'text'))), {
    title: 'Tollgate demo',
  })
  const chat = {
    model: 'gpt-5.4',
    messages: [],
    response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
  }
  const answer = await postJson(demo, '/chat/completions', chat)
  assert.deepEqual(JSON.parse(String(at(answer, 'choices', 0, 'message', 'content'))), { title: 'Tollgate demo' })
  const loose = await postJson(demo, '/responses', { model: 'x', text: { format: { type: 'json_object' } } })
  assert.deepEqual(JSON.parse(String(at(loose, 'output', 0, 'content', 0, 'text'))), { answer: 'Tollgate demo' })
})

test('startDemoProvider shortens what it repeats', async (t) => {
  const answer = await postJson(await start(t), '/responses', { model: 'x', input: '😀'.repeat(500) })
  assert.match(String(at(answer, 'output', 0, 'content', 0, 'text')), /“(😀){120}…”/u)
})

test('startDemoProvider lists models', async (t) => {
  const demo = await start(t)
  const response = await fetch(`${demo.url}/models`, { headers: { authorization: `Bearer ${demo.credential}` } })
  const list = (await response.json()) as { data: Array<{ id: string }> }
  assert.deepEqual(
    list.data.map(({ id }) => id),
    ['gpt-5.4', 'gpt-5.5', 'gpt-5.6-sol'],
  )
})

test('startDemoProvider refuses in the words of OpenAI', async (t) => {
  const demo = await start(t)
  const cases: Array<[Promise<Response>, number]> = [
    [fetch(`${demo.url}/models`), 401],
    [fetch(`${demo.url}/models`, { headers: { authorization: 'Bearer sk-1' } }), 401],
    [post(demo, '/embeddings', {}), 404],
    [post(demo, '/models', {}), 404],
    [post(demo, '/responses', '{'), 400],
    [post(demo, '/responses', '[]'), 400],
    [post(demo, '/responses', {}), 400],
  ]
  for (const [call, status] of cases) {
    const response = await call
    assert.equal(response.status, status)
    const { error } = (await response.json()) as { error: Json }
    assert.deepEqual(Object.keys(error), ['message', 'type', 'param', 'code'])
    assert.match(response.headers.get('x-request-id') ?? '', /^req_/)
  }
})

test('startDemoProvider has another credential at each start, and lets running answers end when it closes', async (t) => {
  const first = await startDemoProvider()
  const second = await start(t)
  assert.notEqual(first.credential, second.credential)
  const response = await post(first, '/responses', { model: 'x', input: 'hello', stream: true })
  const [text] = await Promise.all([response.text(), first.close()])
  assert.match(text, /response\.completed/)
  await assert.rejects(fetch(`${first.url}/models`))
})

test('startDemoProvider goes on when a client leaves in the middle', async (t) => {
  const demo = await start(t)
  const leaving = new AbortController()
  const headers = { authorization: `Bearer ${demo.credential}` }
  const body = JSON.stringify({ model: 'x', input: 'hello', stream: true })
  const response = await fetch(`${demo.url}/responses`, { method: 'POST', headers, body, signal: leaving.signal })
  await response.body?.getReader().read()
  leaving.abort()
  assert.equal((await fetch(`${demo.url}/models`, { headers })).status, 200)
})
