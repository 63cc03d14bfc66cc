import { RE2JS } from 're2js'
import { compileLinear } from '../scanning/compile-linear.ts'
import { isRecord, type Place, unusable } from './check.ts'

/** The values of keywords, checked when the schema is saved, so that a slip of the pen is no open door. */

export function readNumber({ at }: Place, keyword: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw unusable(at, `\`${keyword}\` must be a number`)
}

export function readCount({ at }: Place, keyword: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw unusable(at, `\`${keyword}\` must be a whole number that is not negative`)
}

export function readList({ at }: Place, keyword: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw unusable(at, `\`${keyword}\` must be an array`)
}

export function readNames({ at }: Place, keyword: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value
  throw unusable(at, `\`${keyword}\` must be an array of names`)
}

export function readMap({ at }: Place, keyword: string, value: unknown): ReadonlyArray<readonly [string, unknown]> {
  if (isRecord(value)) return Object.entries(value)
  throw unusable(at, `\`${keyword}\` must be an object`)
}

/** A pattern never reaches V8's RegExp, which can take exponential time: RE2 is linear. */
export function readPattern({ at }: Place, keyword: string, value: unknown): (text: string) => boolean {
  if (typeof value !== 'string') throw unusable(at, `\`${keyword}\` must be a regular expression`)
  if (value === '') return () => true
  try {
    const pattern = compileLinear(RE2JS.translateRegExp(value))
    return (text) => pattern.test(text)
  } catch (error) {
    throw unusable(at, `\`${value}\`: ${error instanceof Error ? error.message : String(error)}`)
  }
}
