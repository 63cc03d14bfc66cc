import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freeMap, object, recursive, text, textInfo, unknownRule, word } from './text-rules.ts'
import { collectTexts, readRootText } from './text-walk.ts'

const message = textInfo('message', 'user')

describe('collectTexts', () => {
  it('says where a text stands, whatever its members are called', () => {
    const json = { 'a b': [{ 'c"d': 'x' }], $e_1: [['y']], '0': 'z' }
    assert.deepEqual(
      collectTexts(json, unknownRule).map((found) => found.path()),
      ['$["0"]', '$["a b"][0]["c\\"d"]', '$.$e_1[0][0]'],
    )
  })

  it('follows a rule to its members and into lists, and calls everything else unknown', () => {
    const rule = recursive((self) => object({ says: text(message), more: self, how: word }))
    const json = { says: 'a', how: 'loud', more: [{ says: ['b'], other: 'c' }], type: 'x', id: 'y' }
    assert.deepEqual(
      collectTexts(json, rule).map(({ kind, text }) => `${kind} ${text}`),
      ['message a', 'message b', 'unknown c'],
    )
  })

  it('looks at every member of a map of the writer', () => {
    const json = { id: 'a', type: 'b', own_id: { encrypted_content: 'c' } }
    assert.deepEqual(
      collectTexts(json, freeMap(message)).map(({ text }) => text),
      ['a', 'b', 'c'],
    )
    assert.deepEqual(collectTexts(json, unknownRule), [])
  })

  it('replaces in objects and in lists, and knows what it put there', () => {
    const json = { a: ['x', { b: 'y' }] }
    for (const found of collectTexts(json, unknownRule)) {
      found.replace(`${found.text}!`)
      found.replace(`${found.text}?`)
    }
    assert.deepEqual(json, { a: ['x!?', { b: 'y!?' }] })
  })

  it('leaves log probabilities alone where a text stays as it is', () => {
    const json = { text: 'a', logprobs: [{ logprob: -1 }] }
    const [found] = collectTexts(json, unknownRule)
    found?.replace('a')
    assert.equal(json.logprobs.length, 1)
    found?.replace('b')
    assert.equal(json.logprobs.length, 0)
  })

  it('takes long base64 for data where nobody knows what stands there, and short base64 for a text', () => {
    assert.equal(collectTexts({ x: 'Ab1+'.repeat(64) }, unknownRule).length, 0)
    assert.equal(collectTexts({ x: 'Ab1+'.repeat(63) }, unknownRule).length, 1)
    assert.equal(collectTexts({ x: `${'Ab1+'.repeat(64)} alice` }, unknownRule).length, 1)
  })
})

describe('readRootText', () => {
  it('shows a payload that is a text and cannot be changed, and the texts of a list', () => {
    const [whole] = readRootText('a', unknownRule)
    assert.deepEqual([whole?.path(), whole?.text, whole?.mayChange], ['$', 'a', false])
    assert.deepEqual(
      readRootText(['a', 5], unknownRule).map((found) => found.path()),
      ['$[0]'],
    )
    assert.deepEqual(readRootText(undefined, unknownRule), [])
  })
})
