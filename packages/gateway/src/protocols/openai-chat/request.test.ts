import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { viewChatRequest } from './request.ts'

const added = { role: 'system', content: 'Be brief.' }
const system = { role: 'system', content: 'base' }
const developer = { role: 'developer', content: 'rules' }
const user = { role: 'user', content: 'hello' }
const tool = { role: 'tool', tool_call_id: 'call_1', content: 'out' }

describe('viewChatRequest: insertInstructions', () => {
  const cases: ReadonlyArray<readonly [name: string, messages: unknown, prepended: unknown[], appended: unknown[]]> = [
    [
      'behind system and developer messages',
      [system, developer, user],
      [system, developer, added, user],
      [system, developer, user, added],
    ],
    ['before the first other message', [user, system], [added, user, system], [user, system, added]],
    ['before a message of an unknown role', [tool, user], [added, tool, user], [tool, user, added]],
    ['at the end where all messages lead', [system], [system, added], [system, added]],
    ['into an empty list', [], [added], [added]],
    ['into a list that is missing', undefined, [added], [added]],
  ]
  for (const [name, messages, prepended, appended] of cases) {
    it(`puts it ${name}`, () => {
      for (const [place, expected] of [
        ['prepend', prepended],
        ['append', appended],
      ] as const) {
        const view = viewChatRequest(messages === undefined ? {} : { messages })
        view.insertInstructions('Be brief.', place)
        assert.deepEqual(view.json.messages, expected, place)
      }
    })
  }
})

describe('viewChatRequest: askForUsage', () => {
  const cases: ReadonlyArray<readonly [name: string, json: Record<string, unknown>, asks: boolean, options: unknown]> =
    [
      ['asks on a stream', { stream: true }, true, { include_usage: true }],
      ['keeps other options', { stream: true, stream_options: { a: 1 } }, true, { a: 1, include_usage: true }],
      [
        'overrules a client that does not want it',
        { stream: true, stream_options: { include_usage: false } },
        true,
        { include_usage: true },
      ],
      ['replaces options that are none', { stream: true, stream_options: null }, true, { include_usage: true }],
      [
        'leaves a client alone that asks itself',
        { stream: true, stream_options: { include_usage: true } },
        false,
        { include_usage: true },
      ],
      ['leaves what is no stream alone', { stream: false }, false, undefined],
      ['leaves a missing stream alone', {}, false, undefined],
    ]
  for (const [name, json, asks, options] of cases) {
    it(name, () => {
      const view = viewChatRequest(json)
      assert.equal(view.askForUsage(), asks)
      assert.deepEqual(view.json.stream_options, options)
    })
  }
})

describe('viewChatRequest', () => {
  it('reads and sets the model', () => {
    const view = viewChatRequest({ model: 'a' })
    view.model = 'b'
    assert.equal(view.json.model, 'b')
    assert.equal(viewChatRequest({ model: [] }).model, null)
  })
})

describe('viewChatRequest: what is inserted', () => {
  it('is never there twice, and says whether it was put there', () => {
    for (const place of ['prepend', 'append'] as const) {
      const view = viewChatRequest({ messages: [system, user] })
      assert.equal(view.insertInstructions('Be brief.', place), true)
      const once = structuredClone(view.json)
      assert.equal(view.insertInstructions('Be brief.', place), false)
      assert.deepEqual(view.json, once)
      assert.equal(view.insertInstructions('Be kind.', place), true)
      assert.notDeepEqual(view.json, once)
    }
  })
})
