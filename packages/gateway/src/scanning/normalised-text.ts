/** A text as detectors look at it, and the way back to the text as it came. */
export interface NormalisedText {
  readonly text: string
  /** The unit of the original at which the character that a unit of the copy came of begins; its length for the copy's end. */
  originalStart(index: number): number
  /** Behind the character that the unit in front of `index` came of. */
  originalEnd(index: number): number
  /** The first unit of the copy that came of what stands at `index` of the original or behind it. */
  fromOriginal(index: number): number
}

/**
 * Takes away what hides a value from a pattern but not from a reader: compatibility forms (full-width, mathematical, circled), characters without
 * width, other alphabets' digits, the many dashes and full stops. Character by character, so that the copy of a beginning is the beginning of
 * the copy. undefined where there is nothing to take away.
 */
export function normalise(text: string): NormalisedText | undefined {
  if (!beyondAscii.test(text)) return undefined
  if (!special.test(text) && text.normalize('NFKC') === text) return undefined
  return copyOf(text)
}

const beyondAscii = /[^\0-\x7f]/
const formatCharacters = String.raw`\p{Cf}\p{Variation_Selector}\u034f\u115f\u1160\u3164\uffa0`
const dashes = String.raw`\p{Pd}\u2212\u2043`
const fullStops = String.raw`\u3002\uff61\u06d4\u0701\u0702`
const special = new RegExp(String.raw`[${formatCharacters}\u2010-\u2015${dashes}${fullStops}]|(?=[^0-9])\p{Nd}`, 'u')
const isFormat = new RegExp(`^[${formatCharacters}]$`, 'u')
const isDash = new RegExp(`^[${dashes}]$`, 'u')
const isFullStop = new RegExp(`^[${fullStops}]$`, 'u')
const isDigit = /^\p{Nd}$/u
/** No character of these changes: Latin letters with marks, Greek, Cyrillic, kana, ideographs, Hangul. */
const plain =
  /^[\u00c0-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u03b1-\u03c9\u0400-\u0481\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]$/

function copyOf(text: string): NormalisedText {
  const parts: string[] = []
  const starts = new Growing(text.length + 16)
  const ends = new Growing(text.length + 16)
  for (let index = 0; index < text.length; ) {
    const code = text.codePointAt(index) ?? 0
    const width = code > 0xffff ? 2 : 1
    const part = code < 128 ? text.charAt(index) : normaliseCharacter(text.slice(index, index + width), code)
    for (let unit = 0; unit < part.length; unit++) {
      starts.push(index)
      ends.push(index + width)
    }
    parts.push(part)
    index += width
  }
  const copy = parts.join('')
  return {
    text: copy,
    originalStart: (index) => (index >= copy.length ? text.length : starts.at(index)),
    originalEnd: (index) => (index === 0 ? 0 : ends.at(index - 1)),
    fromOriginal: (index) => starts.firstAtLeast(index),
  }
}

function normaliseCharacter(character: string, code: number): string {
  if (plain.test(character)) return character
  if (isFormat.test(character)) return ''
  if (isDigit.test(character)) return digitOf(code)
  const compatible = character.normalize('NFKC')
  if (isDash.test(compatible)) return '-'
  if (isFullStop.test(compatible)) return '.'
  return compatible
}

/** Unicode's decimal digits stand in rows of ten, zero first. */
function digitOf(code: number): string {
  // Mathematical digits are five rows that do not begin at a multiple of ten.
  if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10)
  let zero = code
  while (zero > code - 9 && isDigit.test(String.fromCodePoint(zero - 1))) zero--
  return String((code - zero) % 10)
}

/** Integers in order. */
class Growing {
  private values: Int32Array
  private count = 0

  constructor(capacity: number) {
    this.values = new Int32Array(capacity)
  }

  push(value: number): void {
    if (this.count === this.values.length) {
      const larger = new Int32Array(this.values.length * 2)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.count++] = value
  }

  at(index: number): number {
    return this.values[index] ?? 0
  }

  firstAtLeast(value: number): number {
    let [low, high] = [0, this.count]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.at(middle) < value) low = middle + 1
      else high = middle
    }
    return low
  }
}
