import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { loadOpenAi } from '../harness/openai-sdk.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'
import { until } from '../harness/until.ts'

const hello = 'The fake provider says hello.'

test("OpenAI's own SDK through the gateway", async (t) => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  const OpenAi = await loadOpenAi()
  await using provider = await FakeProvider.start({ answer: agentProvider() })
  await using tollgate = await startTollgate({
    config: configOf([guideApi(provider.url)]),
    environment: { CLIENT_KEY, PROVIDER_KEY },
  })
  const baseURL = `${tollgate.httpUrl}/openaiapi/2.3.0`
  const client = new OpenAi({ apiKey: CLIENT_KEY, baseURL, maxRetries: 0 })
  const messages = [{ role: 'user', content: 'hi' }]

  await t.test('a response', async () => {
    const response = await client.responses.create({ model: 'gpt-5.4', input: 'hi' })
    assert.equal(response.output_text, hello)
    assert.equal(response.usage?.total_tokens, 1290)
  })

  await t.test('a streamed response', async () => {
    let text = ''
    const types: string[] = []
    for await (const event of await client.responses.create({ model: 'gpt-5.4', input: 'hi', stream: true })) {
      types.push(event.type)
      if (event.type === 'response.output_text.delta') text += event.delta
    }
    assert.equal(text, hello)
    assert.deepEqual([types[0], types.at(-1)], ['response.created', 'response.completed'])
  })

  await t.test('a chat completion', async () => {
    const completion = await client.chat.completions.create({ model: 'gpt-5.4', messages })
    assert.equal(completion.choices[0]?.message?.content, hello)
    assert.equal(completion.usage?.total_tokens, 1290)
  })

  await t.test(
    'a streamed chat completion has no usage unless it is asked for, and is accounted all the same',
    async () => {
      const before = (await tollgate.usageRecords()).length
      const chunks = await collect(client.chat.completions.create({ model: 'gpt-5.4', messages, stream: true }))
      assert.equal(chunks.map(({ choices }) => choices[0]?.delta?.content ?? '').join(''), hello)
      assert.ok(chunks.every(({ choices, usage }) => choices.length === 1 && !usage))
      await until('the usage record', async () => (await tollgate.usageRecords()).length === before + 1)
      const record = (await tollgate.usageRecords()).at(-1)
      assert.deepEqual([record?.usage.source, record?.usage.totalTokens, record?.stream], ['provider', 1290, true])
    },
  )

  await t.test('a streamed chat completion has its usage where it is asked for', async () => {
    const asked = { model: 'gpt-5.4', messages, stream: true, stream_options: { include_usage: true } } as const
    const chunks = await collect(client.chat.completions.create(asked))
    assert.equal(chunks.at(-1)?.usage?.total_tokens, 1290)
  })

  await t.test('the models', async () => {
    const ids = []
    for await (const { id } of client.models.list()) ids.push(id)
    assert.deepEqual(ids, ['gpt-5.4', 'gpt-5.5'])
  })

  await t.test('a wrong key is an authentication error with our sentence', async () => {
    const stranger = new OpenAi({ apiKey: 'x'.repeat(40), baseURL, maxRetries: 0 })
    await assert.rejects(stranger.responses.create({ model: 'gpt-5.4', input: 'hi' }), (error: Error) => {
      assert.equal(error.constructor.name, 'AuthenticationError')
      assert.match(error.message, /^401 This API key is not known here/)
      return true
    })
  })
})

async function collect<Item>(stream: Promise<AsyncIterable<Item>>): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of await stream) items.push(item)
  return items
}
