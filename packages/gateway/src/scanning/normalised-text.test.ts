import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { personalDetectors, secretDetectors } from './built-in-detectors.ts'
import { CompiledDetectors } from './detector-set.ts'
import { normalise } from './normalised-text.ts'
import { maskInPieces } from './samples/mask-in-pieces.ts'
import { personalSamples } from './samples/personal-samples.ts'
import { secretSamples } from './samples/secret-samples.ts'

/** Ways to write the same so that it looks the same, or nearly, to a reader. */
const disguises: Readonly<Record<string, (value: string) => string>> = {
  'full-width': (value) => value.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  'zero-width spaces': (value) => [...value].join('\u200b'),
  'word joiners': (value) => [...value].join('\u2060'),
  'soft hyphens': (value) => [...value].join('\u00ad'),
  'byte order marks': (value) => [...value].join('\ufeff'),
  'variation selectors': (value) => [...value].join('\ufe0f'),
  'direction marks': (value) => `${value.slice(0, 3)}\u200e\u202c${value.slice(3)}`,
  'no-break hyphens': (value) => value.replaceAll('-', '\u2011').replaceAll(' ', '\u00a0'),
  'en dashes and thin spaces': (value) => value.replaceAll('-', '\u2013').replaceAll(' ', '\u2009'),
  'minus signs and ideographic spaces': (value) => value.replaceAll('-', '\u2212').replaceAll(' ', '\u3000'),
  'ideographic full stops': (value) => value.replaceAll('.', '\u3002'),
  'half-width full stops': (value) => value.replaceAll('.', '\uff61'),
  'Arabic digits': (value) => digitsAt(value, 0x660),
  'Devanagari digits': (value) => digitsAt(value, 0x966),
  'mathematical digits': (value) => digitsAt(value, 0x1d7ec),
  'mathematical letters': (value) =>
    value.replace(/[a-z]/g, (c) => String.fromCodePoint(0x1d5ba + c.charCodeAt(0) - 97)),
  'circled letters': (value) => value.replace(/[a-z]/g, (c) => String.fromCodePoint(0x24d0 + c.charCodeAt(0) - 97)),
  'Persian digits': (value) => digitsAt(value, 0x6f0),
  'bold digits': (value) => digitsAt(value, 0x1d7ce),
  'zero-width joiners': (value) => [...value].join('\u200d'),
  'combining grapheme joiners': (value) => [...value].join('\u034f'),
  'language tags': (value) => [...value].join('\u{e0001}'),
  'right-to-left overrides': (value) => `${value.slice(0, 3)}\u202e${value.slice(3)}`,
  'right-to-left marks': (value) => [...value].join('\u200f'),
  'directional isolates': (value) => `${value.slice(0, 2)}\u2066${value.slice(2, 4)}\u2069${value.slice(4)}`,
  'narrow no-break spaces': (value) => value.replaceAll(' ', '\u202f'),
  'full-width low lines': (value) => value.replaceAll('_', '\uff3f'),
}

function digitsAt(value: string, zero: number): string {
  return value.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
}

describe('values in disguise', () => {
  const variants = [...personalSamples, ...secretSamples].flatMap(([detector, value]) =>
    Object.entries(disguises).flatMap(([disguise, apply]) => {
      const disguised = apply(value)
      return disguised === value ? [] : [{ detector, value, disguise, disguised }]
    }),
  )

  test('are all found, as long as they are, in the text as it came', () => {
    assert.ok(variants.length >= 1_500, `${variants.length} variants`)
    const [personal, secret] = [personalDetectors, secretDetectors].map(
      (builtIn) => new CompiledDetectors({ builtIn, custom: [] }),
    )
    for (const { detector, value, disguise, disguised } of variants) {
      const text = `Use ${disguised} today, ok.`
      const all = secretDetectors.includes(detector) ? secret : personal
      const found = all?.scan(text).map(({ start, end, label }) => [label, text.slice(start, end)])
      assert.deepEqual(found, [[detector, disguised]], `${value} in ${disguise}`)
    }
  })

  test('go out masked, one unit after the other', () => {
    for (const { detector, value, disguise, disguised } of variants.filter((_, index) => index % 7 === 0)) {
      const set = new CompiledDetectors({ builtIn: [detector], custom: [] })
      const out = maskInPieces(set, `Use ${disguised} today, ok.`.split('')).join('')
      assert.equal(out, `Use [${detector}] today, ok.`, `${value} in ${disguise}`)
    }
  })
})

describe('normalise', () => {
  test('makes no copy of a text that has nothing to take away', () => {
    for (const text of [
      '',
      'plain ASCII, 1-2.3',
      'Straße, naïve café, Ångström',
      'Москва 東京 서울',
      '日本語のテキスト',
    ])
      assert.equal(normalise(text), undefined, text)
  })

  test('leads every unit of the copy back to the character that it came of', () => {
    const text = 'a\u200bﬁ😀１\u3002z'
    const copy = normalise(text)
    assert.ok(copy !== undefined)
    assert.equal(copy.text, 'afi😀1.z')
    assert.deepEqual(
      Array.from({ length: copy.text.length + 1 }, (_, index) => copy.originalStart(index)),
      [0, 2, 2, 3, 3, 5, 6, 7, 8],
    )
    assert.deepEqual(
      Array.from({ length: copy.text.length }, (_, index) => copy.originalEnd(index + 1)),
      [1, 3, 3, 5, 5, 6, 7, 8],
    )
    assert.deepEqual(
      [0, 1, 2, 3, 5, 7, 8].map((index) => copy.fromOriginal(index)),
      [0, 1, 1, 3, 5, 7, 8],
    )
  })

  test('copies a beginning as the beginning of the copy', () => {
    const text = 'e\u0301 ﷺ \u1100\u1161 ½ … 🄰 \u0915\u093c x\u200dy'
    const whole = normalise(text)?.text ?? text
    for (let length = 0; length <= text.length; length++) {
      const front = text.slice(0, length)
      if (front.isWellFormed()) assert.ok(whole.startsWith(normalise(front)?.text ?? front), JSON.stringify(front))
    }
  })

  test('keeps half a character, and what is no character', () => {
    assert.equal(normalise('a\ud83d\u200b')?.text, 'a\ud83d')
  })
})

test("a publisher's pattern with characters that the copy lacks finds them", () => {
  const set = new CompiledDetectors({ builtIn: [], custom: [{ label: 'range', pattern: String.raw`№\d–\d` }] })
  const text = 'see №1–2, ok'
  assert.deepEqual(set.scan(text), [{ start: 4, end: 8, label: 'range' }])
})
