import { isUtf8 } from 'node:buffer'
import type { BodyProblem } from './body-problem.ts'

export interface JsonLimits {
  /** Deepest nesting of objects and arrays. */
  readonly depthMax: number
  /** Most structural characters: opening brackets, commas and colons outside strings; about the number of values and keys. */
  readonly tokensMax: number
}

/**
 * 128 levels: agents' bodies have about a dozen, JSON Schemas of tools somewhat more.
 * A million tokens: agents resend their whole history, and a long one with a hundred tools has 50,000 to 200,000 of them, so that the
 * 200,000 that would do for single prompts would end long conversations; a million still bounds the time of one parse.
 */
export const defaultJsonLimits: JsonLimits = { depthMax: 128, tokensMax: 1_000_000 }

/**
 * Parses a body that a policy has to read. Depth, tokens and numbers are judged on the bytes first, in one pass, so that
 * a body made to be expensive is refused before it costs anything.
 */
export function parseJson(bytes: Buffer, limits: JsonLimits = defaultJsonLimits): { value: unknown } | BodyProblem {
  if (!isUtf8(bytes)) return unreadable('The request body is not valid UTF-8.')
  const problem = scan(bytes, limits)
  if (problem !== undefined) return problem
  try {
    return { value: JSON.parse(bytes.toString('utf8')) }
  } catch {
    // The parser's own message quotes the body.
    return unreadable('The request body is not valid JSON.')
  }
}

const quote = 0x22
const backslash = 0x5c

/** Looks at what stands outside strings. Whether it is JSON at all is left to the parser. */
function scan(bytes: Buffer, { depthMax, tokensMax }: JsonLimits): BodyProblem | undefined {
  let depth = 0
  let tokens = 0
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case quote:
        at = endOfString(bytes, at + 1)
        break
      case 0x7b:
      case 0x5b:
        if (++depth > depthMax) return unreadable(`The request body is nested deeper than ${depthMax} levels.`)
        tokens++
        break
      case 0x7d:
      case 0x5d:
        depth--
        break
      case 0x2c:
      case 0x3a:
        tokens++
        break
      default:
        if (!isNumberPart(bytes[at])) break
        if (!isFiniteNumber(bytes, at)) return unreadable('The request body contains a number that is too large.')
        at = endOfNumber(bytes, at) - 1
    }
    if (tokens > tokensMax)
      return { code: 'body_too_large', message: `The request body has more than ${tokensMax} parts.` }
  }
  return undefined
}

/** Strings up to this length are read byte by byte; beyond it, searching for the next quote is several times faster. */
const shortStringBytes = 48

/** The place of the quote that ends the string which begins at `start`; the end of the bytes where there is none. */
function endOfString(bytes: Buffer, start: number): number {
  let at = start
  for (;;) {
    const shortEnd = Math.min(at + shortStringBytes, bytes.length)
    while (at < shortEnd) {
      const byte = bytes[at]
      if (byte === quote) return at
      at += byte === backslash ? 2 : 1
    }
    const found = bytes.indexOf(quote, at)
    if (found < 0) return bytes.length
    let backslashes = 0
    while (found - backslashes > at && bytes[found - backslashes - 1] === backslash) backslashes++
    if (backslashes % 2 === 0) return found
    at = found + 1
  }
}

function isNumberPart(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || byte === 0x2d)
}

function endOfNumber(bytes: Buffer, start: number): number {
  let end = start + 1
  while (end < bytes.length) {
    const byte = bytes[end]
    const isPart = isNumberPart(byte) || byte === 0x2b || byte === 0x2e || byte === 0x45 || byte === 0x65
    if (!isPart) break
    end++
  }
  return end
}

/** A number below this length and without an exponent cannot be too large. */
const safeNumberBytes = 300

/** `1e400` would become Infinity, and Infinity null when it is written again: the provider would read something else than we did. */
function isFiniteNumber(bytes: Buffer, start: number): boolean {
  const end = endOfNumber(bytes, start)
  if (end - start <= safeNumberBytes && !hasExponent(bytes, start, end)) return true
  return Math.abs(Number(bytes.toString('latin1', start, end))) !== Number.POSITIVE_INFINITY
}

function hasExponent(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at] === 0x65 || bytes[at] === 0x45) return true
  }
  return false
}

function unreadable(message: string): BodyProblem {
  return { code: 'body_unreadable', message }
}
