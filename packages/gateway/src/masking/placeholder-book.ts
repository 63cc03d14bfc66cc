import { createHmac } from 'node:crypto'
import { inSlices } from '../pipeline/turn-slices.ts'
import type { Span } from '../scanning/scanner.ts'

/** Digits of a placeholder: two values of one call share them in one of 2^48 cases, and then the later one gets others. */
const hexDigits = 12
const hexPart = new RegExp(`_[0-9a-f]{${hexDigits}}`, 'g')
/** What stands in for a text of the user's that looks exactly like a placeholder of this call. */
const literalPrefix = 'Literal'

/**
 * What stands for what in one call: values for placeholders such as `Email_3f9c0a17be42`, and back. A placeholder is made of the value and
 * the caller's key alone, so that a masked prompt is the same in every call of a conversation; the way back is known to this call only.
 */
export class PlaceholderBook {
  private readonly key: Buffer
  private readonly prefixes: ReadonlyMap<string, string>
  private readonly byValue = new Map<string, string>()
  private readonly byPlaceholder = new Map<string, string>()
  /** Texts of the user's that look like placeholders: none is made that is one of them. */
  private readonly reserved = new Set<string>()
  /** Of the placeholders in the book, longest first. */
  private usedPrefixes: string[] = []
  /** Of those prefixes, and of all that may come, longest first: a text is compared once for each length, not for each prefix. */
  private usedLengths: readonly number[] = []
  private readonly knownPrefixes: ReadonlySet<string>
  private readonly knownLengths: readonly number[]

  /** `labels`: of all spans that will come. */
  constructor(key: Buffer, labels: readonly string[]) {
    this.key = key
    this.prefixes = new Map(labels.map((label) => [label, prefixOf(label)]))
    this.knownPrefixes = new Set([...this.prefixes.values(), literalPrefix])
    this.knownLengths = lengthsOf(this.knownPrefixes)
  }

  get isEmpty(): boolean {
    return this.byPlaceholder.size === 0
  }

  /** The text with placeholders for what stands in the spans. Texts have to come in the order of the conversation. */
  mask(text: string, spans: readonly Span[]): string | Promise<string> {
    let masked = ''
    let at = 0
    const rest = inSlices(spans, (span) => {
      masked += this.maskLiterals(text.slice(at, span.start))
      masked += this.placeholderFor(text, span)
      at = span.end
    })
    const finish = () => masked + this.maskLiterals(text.slice(at))
    return rest === undefined ? finish() : rest.then(finish)
  }

  placeholderFor(text: string, { start, end, label }: Span): string {
    return this.placeholderOf(text.slice(start, end), this.prefixes.get(label) ?? prefixOf(label))
  }

  /** Where placeholders of this call stand in a text, and what for. */
  find(
    text: string,
    from = 0,
  ): ReadonlyArray<{ readonly start: number; readonly end: number; readonly value: string }> {
    const found: Array<{ start: number; end: number; value: string }> = []
    if (this.isEmpty) return found
    for (const { index, 0: hex } of text.matchAll(hexPart)) {
      const end = index + hex.length
      for (const length of this.usedLengths) {
        const start = index - length
        const value =
          start < from || !isCapital(text, start) ? undefined : this.byPlaceholder.get(text.slice(start, end))
        if (value === undefined) continue
        found.push({ start, end, value })
        break
      }
    }
    return found
  }

  restore(text: string): string {
    let restored = ''
    let at = 0
    for (const { start, end, value } of this.find(text)) {
      restored += text.slice(at, start) + value
      at = end
    }
    return at === 0 ? text : restored + text.slice(at)
  }

  /** From where on a placeholder of this call may have begun that the end of the text does not yet show. */
  openFrom(text: string, from: number): number {
    const [longest = ''] = this.usedPrefixes
    const lowest = Math.max(from, text.length - longest.length - hexDigits)
    for (let start = lowest; start < text.length; start++)
      if (this.usedPrefixes.some((prefix) => isBeginning(text.slice(start), prefix))) return start
    return text.length
  }

  private placeholderOf(value: string, prefix: string): string {
    const entry = `${prefix} ${value}`
    const known = this.byValue.get(entry)
    if (known !== undefined) return known
    for (let round = 0; ; round++) {
      const hmac = createHmac('sha256', this.key).update(value)
      if (round > 0) hmac.update(`\0${round}`)
      const placeholder = `${prefix}_${hmac.digest('hex').slice(0, hexDigits)}`
      if (this.byPlaceholder.has(placeholder) || this.reserved.has(placeholder)) continue
      this.byValue.set(entry, placeholder)
      this.byPlaceholder.set(placeholder, value)
      if (!this.usedPrefixes.includes(prefix)) this.addPrefix(prefix)
      return placeholder
    }
  }

  private addPrefix(prefix: string): void {
    this.usedPrefixes = [...this.usedPrefixes, prefix].sort((one, other) => other.length - one.length)
    this.usedLengths = lengthsOf(this.usedPrefixes)
  }

  /** A text that looks like a placeholder must come back as it is: it is masked itself where it is one, else no value gets it. */
  private maskLiterals(text: string): string {
    if (!text.includes('_')) return text
    let masked = ''
    let at = 0
    for (const { index, 0: hex } of text.matchAll(hexPart)) {
      const end = index + hex.length
      for (const length of this.knownLengths) {
        const start = index - length
        if (start < at || !isCapital(text, start) || !this.knownPrefixes.has(text.slice(start, index))) continue
        const literal = text.slice(start, end)
        if (!this.byPlaceholder.has(literal)) this.reserved.add(literal)
        else {
          masked += text.slice(at, start) + this.placeholderOf(literal, literalPrefix)
          at = end
          break
        }
      }
    }
    return at === 0 ? text : masked + text.slice(at)
  }
}

/** As every prefix begins: most places are ruled out so, without a piece of the text being made. */
function isCapital(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code >= 65 && code <= 90
}

function lengthsOf(prefixes: Iterable<string>): number[] {
  return [...new Set([...prefixes].map(({ length }) => length))].sort((one, other) => other - one)
}

/** `national-id` → `NationalId`. Begins with a capital, so that no placeholder can begin inside another's digits. */
export function prefixOf(label: string): string {
  const words = label.normalize('NFKD').match(/[A-Za-z0-9]+/g) ?? []
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^[A-Z]/.test(name) ? name.slice(0, 40) : `Pii${name}`.slice(0, 40)
}

function isBeginning(rest: string, prefix: string): boolean {
  const name = `${prefix}_`
  if (rest.length <= name.length) return name.startsWith(rest)
  return rest.startsWith(name) && rest.length < name.length + hexDigits && /^[0-9a-f]*$/.test(rest.slice(name.length))
}
