import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { viewResponsesRequest } from './request.ts'

const added = { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Be brief.' }] }
const system = { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'base' }] }
const developer = { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'skills' }] }
const tools = { type: 'additional_tools', role: 'developer', tools: [{ type: 'function', name: 'exec_command' }] }
const user = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] }
const assistant = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] }

function inputAfter(input: unknown, place: 'prepend' | 'append'): unknown {
  const view = viewResponsesRequest(input === undefined ? {} : { input })
  view.insertInstructions('Be brief.', place)
  return view.json.input
}

describe('viewResponsesRequest: insertInstructions', () => {
  const cases: ReadonlyArray<readonly [name: string, input: unknown, prepended: unknown[], appended: unknown[]]> = [
    [
      'behind developer and system items',
      [system, developer, user],
      [system, developer, added, user],
      [system, developer, user, added],
    ],
    [
      'behind tools that are an item',
      [developer, tools, user],
      [developer, tools, added, user],
      [developer, tools, user, added],
    ],
    [
      'before the first user item where nothing leads',
      [user, assistant],
      [added, user, assistant],
      [user, assistant, added],
    ],
    ['not behind a later developer item', [user, developer], [added, user, developer], [user, developer, added]],
    ['at the end where all items lead', [system, developer], [system, developer, added], [system, developer, added]],
    [
      'before an item of a kind that nobody knows',
      [{ type: 'new' }, user],
      [added, { type: 'new' }, user],
      [{ type: 'new' }, user, added],
    ],
    ['before items that are no objects', [5, user], [added, 5, user], [5, user, added]],
    ['into an empty input', [], [added], [added]],
    ['into a missing input', undefined, [added], [added]],
    ['into an input of a wrong type', 17, [added], [added]],
    ['into a string, which is one user message', 'hello', [added, user], [user, added]],
  ]
  for (const [name, input, prepended, appended] of cases) {
    it(`puts it ${name}`, () => {
      assert.deepEqual(inputAfter(input, 'prepend'), prepended)
      assert.deepEqual(inputAfter(input, 'append'), appended)
    })
  }

  it('keeps everything else as it was written, in its order', () => {
    const unknown =
      '{"type":"compaction","encrypted_content":"gAAAA==","deep":[{"a":[null,true,1.5,"\\u2028ü"]}],"__proto__":{"x":1}}'
    const text = `{"zeta":1,"model":"m","input":[${unknown}],"tools":[{"x":{}}],"future":{"b":2,"a":1}}`
    const view = viewResponsesRequest(JSON.parse(text))
    view.insertInstructions('Be brief.', 'append')
    assert.equal(
      JSON.stringify(view.json),
      text
        .replace('\\u2028', '\u2028')
        .replace(unknown.replace('\\u2028', '\u2028'), (item) => `${item},${JSON.stringify(added)}`),
    )
  })
})

describe('viewResponsesRequest', () => {
  it('reads and sets the model, and tells a stream', () => {
    const view = viewResponsesRequest({ model: 'a', stream: true })
    assert.equal(view.model, 'a')
    assert.equal(view.stream, true)
    view.model = 'b'
    assert.equal(view.json.model, 'b')
    assert.equal(viewResponsesRequest({ model: 5, stream: 'true' }).model, null)
    assert.equal(viewResponsesRequest({ stream: 'true' }).stream, false)
  })

  it('never asks for usage, which every answer reports', () => {
    const view = viewResponsesRequest({ stream: true })
    assert.equal(view.askForUsage(), false)
    assert.deepEqual(view.json, { stream: true })
  })
})

describe('viewResponsesRequest: what is inserted', () => {
  it('is never there twice, and says whether it was put there', () => {
    for (const place of ['prepend', 'append'] as const) {
      const view = viewResponsesRequest({ input: [system, user] })
      assert.equal(view.insertInstructions('Be brief.', place), true)
      const once = structuredClone(view.json)
      assert.equal(view.insertInstructions('Be brief.', place), false)
      assert.deepEqual(view.json, once)
      assert.equal(view.insertInstructions('Be kind.', place), true)
      assert.notDeepEqual(view.json, once)
    }
  })
})
