import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Span } from '../scanning/scanner.ts'
import { Random } from '../testing/random.ts'
import { maskAnswerPiece } from './mask-answer.ts'
import { PlaceholderBook, prefixOf } from './placeholder-book.ts'

const labels = ['email', 'national-id', 'Badge', 'Email']
const alice = createHash('sha256').update('alice').digest()
const bob = createHash('sha256').update('bob').digest()

function spansOf(text: string, values: readonly string[], label = 'email'): Span[] {
  return values.map((value) => {
    const start = text.indexOf(value)
    return { start, end: start + value.length, label }
  })
}

function masked(value: string, key = alice, label = 'email'): string {
  return maskNow(new PlaceholderBook(key, labels), value, [{ start: 0, end: value.length, label }])
}

/** A text with few places is masked at once. */
function maskNow(book: PlaceholderBook, text: string, spans: readonly Span[]): string {
  const out = book.mask(text, spans)
  return typeof out === 'string' ? out : assert.fail('a short text takes no time')
}

describe('PlaceholderBook', () => {
  test('makes the same placeholder of a value for a caller, and another one for another caller', () => {
    assert.match(masked('jane@example.com'), /^Email_[0-9a-f]{12}$/)
    assert.equal(masked('jane@example.com'), masked('jane@example.com'))
    assert.notEqual(masked('jane@example.com'), masked('jane@example.com', bob))
    assert.notEqual(masked('jane@example.com'), masked('joan@example.com'))
    assert.match(masked('86095742719', alice, 'national-id'), /^NationalId_[0-9a-f]{12}$/)
  })

  test('gives back what it masked itself, and nothing else', () => {
    const book = new PlaceholderBook(alice, labels)
    const text = 'to jane@example.com, cc joan@example.com'
    const out = maskNow(book, text, spansOf(text, ['jane@example.com', 'joan@example.com']))
    assert.equal(book.restore(out), text)
    const ofBob = masked('jane@example.com', bob)
    assert.equal(book.restore(`${ofBob} Email_000000000000`), `${ofBob} Email_000000000000`)
    assert.equal(new PlaceholderBook(alice, labels).restore(out), out)
  })

  test('gives back placeholders wherever they stand, whatever touches them', () => {
    const book = new PlaceholderBook(alice, labels)
    const placeholder = maskNow(book, 'a"b\\c\n😀', [{ start: 0, end: 8, label: 'Badge' }])
    for (const [front, behind] of [
      ['', ''],
      ['x', 'x'],
      ['Email_', '_0123'],
      ['Badge_', 'f'],
      ['_', 'abcdef'],
      [placeholder, placeholder],
    ] as const) {
      const expected =
        front.replace(placeholder, 'a"b\\c\n😀') + 'a"b\\c\n😀' + behind.replace(placeholder, 'a"b\\c\n😀')
      assert.equal(book.restore(front + placeholder + behind), expected)
    }
  })

  test("keeps a text of the user's that is a placeholder, whether it comes before the value or after it", () => {
    const literal = masked('jane@example.com')
    for (const texts of [
      [`${literal} means jane@example.com`],
      [`jane@example.com is ${literal}`],
      [literal, 'jane@example.com'],
      ['jane@example.com', literal, `x${literal}1`],
      [`${literal}jane@example.com${literal}`],
    ]) {
      const book = new PlaceholderBook(alice, labels)
      const out = texts.map((text) =>
        maskNow(book, text, text.includes('@') ? spansOf(text, ['jane@example.com']) : []),
      )
      assert.deepEqual(
        out.map((text) => book.restore(text)),
        texts,
      )
      assert.ok(!out.join('').includes('jane@'))
    }
  })

  test('masks the beginning of a conversation as it did before, whatever follows', () => {
    const first = ['jane@example.com', `literal ${masked('joan@example.com')}`]
    const later = [...first, 'joan@example.com', masked('jane@example.com')]
    const maskAll = (texts: readonly string[]) => {
      const book = new PlaceholderBook(alice, labels)
      return texts.map((text) => maskNow(book, text, text.includes('@') ? spansOf(text, [text]) : []))
    }
    assert.deepEqual(maskAll(later).slice(0, 2), maskAll(first))
  })

  test('tells where one of its placeholders may have begun', () => {
    const book = new PlaceholderBook(alice, labels)
    const placeholder = maskNow(book, 'jane@example.com', [{ start: 0, end: 16, label: 'email' }])
    for (let length = 1; length < placeholder.length; length++)
      assert.equal(book.openFrom(`to ${placeholder.slice(0, length)}`, 0), 3, `${length}`)
    for (const text of [`to ${placeholder}`, 'to Emails', 'to Email_x', 'to Email_0123456789ag', 'to ', ''])
      assert.equal(book.openFrom(text, 0), text.length, text)
    assert.equal(new PlaceholderBook(alice, labels).openFrom('to Email_01', 0), 11)
  })

  test('masking and giving back is the identity: 100,000 texts', () => {
    const random = new Random(20_261_123)
    const literals = [
      masked('jane@example.com'),
      masked('4', alice, 'Badge'),
      masked(masked('jane@example.com'), alice, 'x'),
    ]
    const parts = [
      ...literals,
      'jane@example.com',
      '4',
      'Email_',
      'Badge_',
      'Literal_',
      '_0123456789ab',
      'a',
      '"',
      '\\',
      '\n',
      '😀',
      '\ud83d',
      'Ema',
      'il_',
      '0f',
      '_',
    ]
    for (let count = 0; count < 100_000; ) {
      const book = new PlaceholderBook(alice, labels)
      const texts = Array.from({ length: 1 + random.below(3) }, () => textOf(parts, random))
      count += texts.length
      for (const text of texts) {
        const spans = randomSpans(text, random)
        const out = maskNow(book, text, spans)
        const restored = count % 10 === 0 ? restoredInPieces(out, book, random) : book.restore(out)
        if (restored !== text) assert.equal(restored, text, JSON.stringify({ text, spans, out }))
      }
    }
  })

  test('masks a text of very many values in slices, to the same', async () => {
    const values = Array.from({ length: 20_000 }, (_, index) => `${index}@example.com`)
    const text = values.join(' ')
    let at = 0
    const spans = values.map((value) => {
      const start = at
      at += value.length + 1
      return { start, end: start + value.length, label: 'email' }
    })
    const book = new PlaceholderBook(alice, labels)
    const out = await book.mask(text, spans)
    assert.equal(book.restore(out), text)
    assert.equal(out, values.map((value) => masked(value)).join(' '))
  })

  test('100,000 masked texts mean nothing to another caller', () => {
    const books = { alice: new PlaceholderBook(alice, labels), bob: new PlaceholderBook(bob, labels) }
    for (let round = 0; round < 100_000; round++) {
      const value = `user${round % 5_000}@example.com`
      const spans = [{ start: 0, end: value.length, label: 'email' }]
      maskNow(books.bob, value, spans)
      const out = maskNow(books.alice, value, spans)
      if (books.bob.restore(out) !== out) assert.fail(`${value} was given to another caller`)
    }
  })
})

test('prefixOf makes names that begin with a capital', () => {
  assert.deepEqual(
    ['email', 'national-id', 'EMPLOYEE_ID', 'Kundennummer', 'größe', '42', '顧客', 'a b'].map(prefixOf),
    ['Email', 'NationalId', 'EMPLOYEEID', 'Kundennummer', 'GroE', 'Pii42', 'Pii', 'AB'],
  )
})

function textOf(parts: readonly string[], random: Random): string {
  return Array.from({ length: random.below(7) }, () => random.pick(parts)).join('')
}

function randomSpans(text: string, random: Random): Span[] {
  const spans: Span[] = []
  for (let at = random.below(12); at < text.length; ) {
    const end = Math.min(text.length, at + 1 + random.below(20))
    spans.push({ start: at, end, label: random.pick(labels) })
    at = end + random.below(25)
  }
  return spans
}

/** As a stream does, cut anywhere. */
function restoredInPieces(masked: string, given: PlaceholderBook, random: Random): string {
  const info = { kind: 'message', role: 'assistant', format: 'plain', mayChange: true } as const
  let out = ''
  let gone = ''
  let pending = ''
  for (let at = 0; at < masked.length || pending !== ''; ) {
    const next = masked.slice(at, at + 1 + random.below(9))
    at += next.length
    pending += next
    const piece = { before: gone.slice(-64), pending, isEnd: at >= masked.length, info }
    const step = maskAnswerPiece(piece, { given, mask: () => '', search: undefined })
    assert.ok(!(step instanceof Promise))
    out += step.out
    gone += pending.slice(0, step.taken)
    pending = pending.slice(step.taken)
  }
  return out
}
