interface Range {
  readonly start: number
  /** Behind the closing brace. */
  readonly end: number
}

/** What reading from one `{` on came to. */
interface Reading {
  /** The whole of it where it is a JSON object, else the objects that were complete when it failed; none inside another. */
  readonly objects: readonly Range[]
  /** The first character that was not read. */
  readonly end: number
  readonly isWhole: boolean
  /** Where objects began in a reading that failed: nothing begins there that is not in `objects`. */
  readonly opened: readonly number[]
  /** Every `{` inside a string: what was read as a string may have been none. */
  readonly inStrings: readonly number[]
}

/** How many `{` of one text may look like the beginning of an object; each costs about a microsecond. */
const beginningsMax = 50_000

/**
 * The JSON objects in a text, wherever they stand, outermost ones only. Linear: a reading that fails settles all the `{` that it took for
 * the beginning of an object; the others it took for text, and of two readings that pass a place, one does not. Throws where there are too many.
 */
export function* jsonObjectsIn(text: string): Generator<unknown> {
  const settled = new Set<number>()
  const waiting: number[] = []
  let [cursor, doneUntil, beginnings] = [0, 0, 0]
  for (;;) {
    const start = waiting.pop() ?? text.indexOf('{', cursor)
    if (start === -1) return
    if (start < doneUntil || settled.has(start) || !mayBegin(text, start)) {
      cursor = Math.max(cursor, start + 1)
      continue
    }
    beginnings++
    if (beginnings > beginningsMax) throw new Error(`a text has more than ${beginningsMax} beginnings of JSON objects`)
    const reading = new ObjectReader(text, start).read()
    for (const { start: from, end } of reading.objects) {
      if (from < doneUntil) continue
      yield JSON.parse(text.slice(from, end))
      doneUntil = end
    }
    cursor = Math.max(cursor, reading.end)
    if (reading.isWhole) continue
    for (const opened of reading.opened) settled.add(opened)
    for (const brace of reading.inStrings.toReversed()) waiting.push(brace)
  }
}

function mayBegin(text: string, start: number): boolean {
  beginning.lastIndex = start
  return beginning.test(text)
}

const beginning = /\{[ \t\n\r]*["}]/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const blanks = /[ \t\n\r]*/y
/** What a string may hold up to its end, its next escape or its next brace. */
const plain = /[ !#-[\]-z|-\uffff]*/y
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

type Expected = 'key' | 'first key' | 'value' | 'first value' | 'comma'

interface Frame {
  readonly start: number
  readonly closing: '}' | ']'
}

/** RFC 8259, without recursion and without a value: it only tells where an object ends. */
class ObjectReader {
  private readonly text: string
  private readonly start: number
  private at: number
  private readonly frames: Frame[] = []
  private readonly objects: Range[] = []
  private readonly opened: number[] = []
  private readonly inStrings: number[] = []
  private expected: Expected = 'value'

  constructor(text: string, start: number) {
    this.text = text
    this.start = start
    this.at = start
  }

  read(): Reading {
    while (this.step()) if (this.frames.length === 0) return this.reading(true)
    return this.reading(false)
  }

  private reading(isWhole: boolean): Reading {
    const { objects, at, opened, inStrings } = this
    // It goes on behind its own beginning, whatever failed.
    return { objects, end: Math.max(at, this.start + 1), isWhole, opened, inStrings }
  }

  /** One value, key, comma or closing bracket; false where there is none. */
  private step(): boolean {
    this.skip(blanks)
    const character = this.text[this.at]
    const { expected } = this
    const frame = this.frames.at(-1)
    if (frame !== undefined && character === frame.closing && expected !== 'key' && expected !== 'value')
      return this.close(frame)
    if (expected === 'comma') return this.take(',') && this.expect(frame?.closing === '}' ? 'key' : 'value')
    if (expected === 'key' || expected === 'first key') return this.key()
    return this.value(character)
  }

  private expect(expected: Expected): true {
    this.expected = expected
    return true
  }

  private key(): boolean {
    if (!this.string()) return false
    this.skip(blanks)
    return this.take(':') && this.expect('value')
  }

  private value(character: string | undefined): boolean {
    if (character === '{') return this.open('}', 'first key')
    if (character === '[') return this.open(']', 'first value')
    const isScalar = this.string() || this.skip(number) || this.take('true') || this.take('false') || this.take('null')
    return isScalar && this.expect('comma')
  }

  private open(closing: Frame['closing'], expected: Expected): boolean {
    if (closing === '}') this.opened.push(this.at)
    this.frames.push({ start: this.at, closing })
    this.at++
    return this.expect(expected)
  }

  private close({ start, closing }: Frame): boolean {
    this.at++
    this.frames.pop()
    if (closing === '}') {
      while ((this.objects.at(-1)?.start ?? -1) > start) this.objects.pop()
      this.objects.push({ start, end: this.at })
    }
    return this.expect('comma')
  }

  private string(): boolean {
    if (!this.take('"')) return false
    for (;;) {
      this.skip(plain)
      if (this.text[this.at] === '{') this.inStrings.push(this.at++)
      else if (!this.skip(escaped)) return this.take('"')
    }
  }

  private take(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false
    this.at += word.length
    return true
  }

  /** Moves behind what the pattern finds right here; true where that is anything. */
  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    if (!pattern.test(this.text) || pattern.lastIndex === this.at) return false
    this.at = pattern.lastIndex
    return true
  }
}
