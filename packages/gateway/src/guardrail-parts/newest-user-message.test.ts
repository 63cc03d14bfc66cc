import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openaiChat } from '../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../protocols/openai-responses/openai-responses.ts'
import type { Protocol } from '../protocols/protocol.ts'
import { newestUserMessage } from './newest-user-message.ts'

function newest(protocol: Protocol, json: Record<string, unknown>): string[] {
  return newestUserMessage(protocol.view(json).texts()).map(({ text }) => text)
}

describe('newestUserMessage', () => {
  const part = (text: string) => ({ type: 'input_text', text })

  it('is the last message of the user in a Responses request', () => {
    const tool = { type: 'function_call_output', call_id: 'c', output: 'tool' }
    assert.deepEqual(newest(openaiResponses, { input: 'one' }), ['one'])
    const input = [
      { role: 'user', content: [part('old')] },
      {
        role: 'user',
        content: [part('one'), { type: 'input_image', image_url: 'data:image/png;base64,AA' }, part('two')],
      },
      { role: 'assistant', content: [{ type: 'output_text', text: 'answer' }] },
      tool,
    ]
    assert.deepEqual(newest(openaiResponses, { instructions: 'base', input }), ['one', 'two'])
    assert.deepEqual(newest(openaiResponses, { instructions: 'base', input: [tool] }), [])
  })

  it('is the last message of the user in a Chat Completions request', () => {
    const messages = [
      { role: 'system', content: 'base' },
      { role: 'user', content: 'old' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two' },
        ],
      },
      { role: 'assistant', content: 'answer' },
      { role: 'tool', tool_call_id: 'c', content: 'tool' },
    ]
    assert.deepEqual(newest(openaiChat, { messages }), ['one', 'two'])
    assert.deepEqual(newest(openaiChat, { messages: messages.slice(0, 2) }), ['old'])
    assert.deepEqual(newest(openaiChat, { messages: messages.slice(0, 1) }), [])
  })
})
