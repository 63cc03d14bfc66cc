import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedSpans, distinctSpans, findSpans, type SeenText } from './find-spans.ts'

const seen = (path: string, text: string, format: SeenText['format'] = 'plain'): SeenText => ({
  ...{ path, text, format },
  event: null,
})
const spans = [{ start: 1, end: 3, label: 'x' }]

test('findSpans places what was found in every text that is the scanned one, or has it inside', () => {
  const texts = [seen('$.a', 'abcd'), seen('$.b', 'other'), seen('$.c', 'long abcd text'), seen('$.d', 'abcd')]
  assert.deepEqual(
    findSpans(texts, [{ text: 'abcd', spans }]).map(({ path, start, end, text }) => [path, start, end, text]),
    [
      ['$.a', 1, 3, 'bc'],
      ['$.c', 6, 8, 'bc'],
      ['$.d', 1, 3, 'bc'],
    ],
  )
  assert.deepEqual(findSpans(texts, [{ text: 'abcd', spans: [] }]), [])
})

test('findSpans looks into JSON in a string, at any depth, and takes what is no JSON for a text', () => {
  const deep = `${'[{"k":'.repeat(50_000)}"abcd"${'}]'.repeat(50_000)}`
  const found = findSpans([seen('$.a', '{"p":["abcd",{"q":"abcd"}]}', 'json')], [{ text: 'abcd', spans }])
  assert.deepEqual(
    found.map(({ inner, start }) => [inner, start]),
    [
      ['$.p[0]', 1],
      ['$.p[1].q', 1],
    ],
  )
  assert.equal(findSpans([seen('$.a', deep, 'json')], [{ text: 'abcd', spans }]).length, 1)
  assert.equal(findSpans([seen('$.a', '{broken abcd', 'json')], [{ text: '{broken abcd', spans }])[0]?.inner, null)
})

test('changedSpans says which part of a text is another now, and nothing where texts came or went', () => {
  const before = [seen('$.a', 'one two three'), seen('$.b', 'same')]
  const after = (text: string) => [seen('$.a', text), seen('$.b', 'same')]
  for (const [now, start, end] of [
    ['one 2 three', 4, 7],
    ['one two three!', 13, 13],
    ['two three', 0, 4],
    ['', 0, 13],
  ] as const)
    assert.deepEqual(
      changedSpans(before, after(now)).map((span) => [span.path, span.start, span.end]),
      [['$.a', start, end]],
      now,
    )
  assert.deepEqual(changedSpans(before, after('one two three')), [])
  assert.deepEqual(changedSpans(before, [...after('other'), seen('$.c', 'new')]), [])
})

test('distinctSpans shows the first of what a stream repeats, and each field of a body', () => {
  const span = { label: 'x', path: '$.a', inner: null, event: null, start: 1, end: 3, text: 'bc' }
  const events = ['response.output_text.done', 'response.completed'].map((event) => ({
    ...span,
    event,
    path: `$.${event}`,
  }))
  assert.deepEqual(distinctSpans([span, span, { ...span, path: '$.b' }, ...events]), [
    span,
    { ...span, path: '$.b' },
    events[0],
  ])
})
