import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Random } from '../testing/random.ts'
import { personalDetectors, secretDetectors } from './built-in-detectors.ts'
import { CompiledDetectors } from './detector-set.ts'
import { maskInPieces, maskWhole } from './samples/mask-in-pieces.ts'
import { personalSamples, personalSamplesBehindWords } from './samples/personal-samples.ts'
import { secretSamples, secretSamplesBehindWords } from './samples/secret-samples.ts'

const personal = new CompiledDetectors({ builtIn: personalDetectors, custom: [] })
const secrets = new CompiledDetectors({ builtIn: secretDetectors, custom: [] })

const personalSentences = [
  ...personalSamples.map(([, value]) => ({ value, text: `Use ${value} today, ok.` })),
  ...personalSamplesBehindWords.map(([, words, value]) => ({ value, text: `Use {${words}${value}", "x": 1}` })),
]
const secretSentences = [
  ...secretSamples.map(([, value]) => ({ value, text: `Use ${value} today, ok.` })),
  ...secretSamplesBehindWords.map(([, front, value, behind]) => ({ value, text: `Use ${front}${value}${behind}` })),
]

describe('a text that comes in pieces is masked as if it had come whole, and nothing of a value goes out', () => {
  test('personal data, at every one and every two cuts of a sentence', () => {
    for (const { value, text } of personalSentences) {
      const whole = maskWhole(personal, text)
      assert.ok(!whole.includes(value), text)
      for (let first = 1; first < text.length; first++)
        for (let second = first; second < text.length; second++)
          assertSame(personal, [text.slice(0, first), text.slice(first, second), text.slice(second)], whole)
    }
  })

  test('secrets, at every cut, and at every two cuts of those that are not longer than a line', () => {
    for (const { value, text } of secretSentences) {
      const whole = maskWhole(secrets, text)
      assert.ok(!whole.includes(value), text)
      const distances = text.length <= 60 ? text.length : 1
      for (let first = 1; first < text.length; first++)
        for (let second = first; second < Math.min(first + distances, text.length); second++)
          assertSame(secrets, [text.slice(0, first), text.slice(first, second), text.slice(second)], whole)
    }
  })

  test('one character after the other', () => {
    for (const { text } of personalSentences) assertSame(personal, [...text], maskWhole(personal, text))
    for (const { text } of secretSentences) assertSame(secrets, [...text], maskWhole(secrets, text))
  })

  test('all samples in one text, cut at random', () => {
    const random = new Random(20261123)
    const both = new CompiledDetectors({ builtIn: [...personalDetectors, ...secretDetectors], custom: [] })
    for (let round = 0; round < 60; round++) {
      const sentences = Array.from({ length: 12 }, () => random.pick([...personalSentences, ...secretSentences]).text)
      const text = sentences.join(random.pick(['\n', ' ', '', ', ', '\u200b', ' — ']))
      assertSame(both, piecesOf(text, random), maskWhole(both, text))
    }
  })

  test('texts of nothing but what values are made of, cut at random', () => {
    const random = new Random(7)
    const parts = [
      '0',
      '4',
      '12',
      '555',
      '4242',
      ' ',
      '-',
      '.',
      '+',
      '(',
      ')',
      '@',
      'a',
      'DE',
      'AB',
      ':',
      '::',
      '=',
      '"',
      '/',
      'é',
      '\u200b',
      '٤',
      '４',
    ]
    const both = new CompiledDetectors({ builtIn: [...personalDetectors, ...secretDetectors], custom: [] })
    for (let round = 0; round < 1_500; round++) {
      const text = Array.from({ length: 10 + random.below(60) }, () => random.pick(parts)).join('')
      assertSame(both, piecesOf(text, random), maskWhole(both, text))
    }
  })

  test("a publisher's patterns, with and without a bound, cut at random", () => {
    const random = new Random(11)
    const parts = ['a', 'b', 'ab', 'EMP-', '12', '345', ' ', '\n', 'x', 'key=', 'ü', '–', '\u200b', 'end']
    for (const custom of customSets) {
      const set = new CompiledDetectors({ builtIn: [], custom })
      for (let round = 0; round < 250; round++) {
        const text = Array.from({ length: 5 + random.below(40) }, () => random.pick(parts)).join('')
        assertSame(set, piecesOf(text, random), maskWhole(set, text))
      }
    }
  })
})

const customSets = [
  [{ label: 'employee', pattern: String.raw`EMP-\d{3,6}` }],
  [{ label: 'employee', pattern: String.raw`\bEMP-\d+\b` }],
  [{ label: 'line', pattern: 'key=.*' }],
  [{ label: 'text', pattern: String.raw`key=[\s\S]*end` }],
  [{ label: 'first', pattern: '^a+' }],
  [{ label: 'last', pattern: '(?m)b+$' }],
  [{ label: 'short', pattern: 'a|ab|abb' }],
  [{ label: 'lazy', pattern: 'a.*?b' }],
  [{ label: 'dash', pattern: String.raw`\d–\d|\d\s*x` }],
  [
    { label: 'one', pattern: 'ab+' },
    { label: 'two', pattern: '(?i)BA|x12' },
    { label: 'three', pattern: String.raw`\B\d+` },
  ],
]

describe('DetectorSet.openFrom', () => {
  test('is where something has begun, and the end of the text where nothing has', () => {
    const open = (text: string) => text.slice(personal.openFrom(text))
    assert.equal(open('The mail of john'), 'john')
    assert.equal(open('The mail of john.doe@example.com'), 'john.doe@example.com')
    assert.equal(open('The mail of john.doe@example.com is'), 'is')
    assert.equal(open('Call +1 415 '), '+1 415 ')
    assert.equal(open('That is all. '), '')
    assert.equal(open(''), '')
  })

  test('keeps a private key from its first dash to its end', () => {
    const [, key] = secretSamples[0] ?? ['', '']
    const front = 'The key is '
    for (let length = 1; length < key.length; length++) {
      const text = `${front}${key.slice(0, length)}`
      assert.equal(secrets.openFrom(text), front.length, JSON.stringify(text))
    }
    assert.equal(secrets.openFrom(`${front}${key}. `), `${front}${key}. `.length)
  })

  test('keeps half a character', () => {
    assert.equal(personal.openFrom('ok \ud83d'), 3)
    assert.equal(personal.openFrom('ok \ud83d\ude00 '), 6)
  })

  test('tells a pattern that can go on over everything from one that ends with its line or word', () => {
    const isOpenEnded = (pattern: string) =>
      new CompiledDetectors({ builtIn: [], custom: [{ label: 'x', pattern }] }).isOpenEnded
    assert.deepEqual(
      [String.raw`begin[\s\S]*end`, '(?s)begin.*', '"[^"]*"', String.raw`(?:\w+\s)+x`].map(isOpenEnded),
      [true, true, true, true],
    )
    assert.deepEqual(['key=.*', String.raw`\w+@\w+`, String.raw`a\s*b`, 'EMP-[0-9]{3}'].map(isOpenEnded), [
      false,
      false,
      false,
      false,
    ])
    assert.equal(personal.isOpenEnded, false)
  })
})

function assertSame(set: CompiledDetectors, pieces: readonly string[], whole: string): void {
  const out = maskInPieces(set, pieces).join('')
  if (out !== whole) assert.equal(out, whole, JSON.stringify(pieces))
}

function piecesOf(text: string, random: Random): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const length = 1 + random.below(random.pick([2, 6, 30]))
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
}
