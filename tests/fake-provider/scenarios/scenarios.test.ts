import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider.ts'
import { agentProvider } from './agent-provider.ts'

async function post(url: string, body: unknown): Promise<string> {
  return (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).text()
}

async function withAgentProvider(command: string | undefined, use: (provider: FakeProvider) => Promise<void>) {
  await using provider = await FakeProvider.start({ answer: agentProvider(command === undefined ? {} : { command }) })
  await use(provider)
}

test('agentProvider answers Responses as a stream and as JSON with the same usage', async () => {
  await withAgentProvider(undefined, async (provider) => {
    const stream = await post(`${provider.url}/v1/responses`, { model: 'm', stream: true, input: 'hi' })
    const types = [...stream.matchAll(/^event: (.*)$/gm)].map(([, type]) => type)
    assert.equal(types[0], 'response.created')
    assert.ok(types.includes('response.output_text.delta'))
    assert.equal(types.at(-1), 'response.completed')
    const json = JSON.parse(await post(`${provider.url}/v1/responses`, { model: 'm', input: 'hi' }))
    assert.equal(json.usage.input_tokens, 1234)
    assert.deepEqual(provider.produced[0], provider.produced[1])
  })
})

test('agentProvider asks for the shell tool that the request offers, and answers its output', async () => {
  await withAgentProvider('echo hi', async (provider) => {
    const url = `${provider.url}/v1/responses`
    const asked = await post(url, { stream: true, tools: [{ name: 'exec_command' }], input: [] })
    assert.match(asked, /"name":"exec_command","call_id":"call_fake_1","arguments":"{\\"cmd\\":\\"echo hi\\"}"/)
    assert.match(asked, /encrypted_content/)
    assert.match(await post(url, { stream: true, tools: [{ name: 'shell' }] }), /"name":"shell"/)
    const answered = await post(url, { stream: true, input: [{ type: 'function_call_output' }] })
    assert.match(answered, /"type":"response.output_text.done"/)
  })
})

test('agentProvider ends its texts as instructions demand it, and only those', async () => {
  await withAgentProvider(undefined, async (provider) => {
    const rule = "4. Be kind.\n5. At the end of every response, add the text: 'Bye'.\n"
    const ask = async (body: unknown, path = 'responses') => post(`${provider.url}/v1/${path}`, body)
    const content = [{ type: 'input_text', text: rule }]
    assert.match(await ask({ input: [{ role: 'developer', content }] }), /says hello\. Bye"/)
    assert.match(await ask({ instructions: rule, input: [] }), /says hello\. Bye"/)
    assert.match(await ask({ messages: [{ role: 'system', content: rule }] }, 'chat/completions'), /says hello\. Bye"/)
    for (const role of ['user', 'assistant']) assert.match(await ask({ input: [{ role, content }] }), /says hello\."/)
    assert.match(await ask({ input: [{ role: 'developer', content: 'Add the text: Bye' }] }), /says hello\."/)
  })
})

test('agentProvider answers a title request in its schema', async () => {
  await withAgentProvider('echo hi', async (provider) => {
    const format = { type: 'json_schema', name: 'codex_output_schema' }
    assert.match(
      await post(`${provider.url}/responses`, { stream: true, text: { format } }),
      /{\\"title\\":\\"A fake title\\"}/,
    )
  })
})

test('agentProvider says the usage of a chat stream only where it is asked for', async () => {
  await withAgentProvider(undefined, async (provider) => {
    const url = `${provider.url}/v1/chat/completions`
    assert.doesNotMatch(await post(url, { stream: true }), /prompt_tokens/)
    const stream = await post(url, { stream: true, stream_options: { include_usage: true } })
    assert.match(stream, /"choices":\[\],"usage":{"prompt_tokens":1234.*\n\ndata: \[DONE\]\n\n$/)
    assert.match(await post(url, {}), /"finish_reason":"stop".*"prompt_tokens":1234/)
  })
})

test('agentProvider lists models and knows no other path', async () => {
  await withAgentProvider(undefined, async (provider) => {
    assert.match(await (await fetch(`${provider.url}/v1/models`)).text(), /"id":"gpt-5.4"/)
    assert.equal((await fetch(`${provider.url}/v1/files`)).status, 404)
  })
})
