import { canonical } from './canonical.ts'
import { type Check, isRecord, type Place, unusable } from './check.ts'
import { readCount, readList, readMap, readNames, readNumber, readPattern } from './read-keyword.ts'

/** A keyword that says something about a value itself; undefined: it says nothing here. */
export type Keyword = (place: Place, value: unknown) => Check | undefined

/** JSON Schema 2020-12, the validation vocabulary, with what drafts 4 to 7 wrote differently. */
export const assertions: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['type', type],
  ['enum', (place, value) => isOneOf(readList(place, 'enum', value))],
  ['const', (_, value) => isOneOf([value])],
  ['multipleOf', multipleOf],
  ['minimum', (place, value) => atLeast(place, value)],
  ['maximum', (place, value) => atMost(place, value)],
  [
    'exclusiveMinimum',
    (place, value) => exclusive(place, value, 'exclusiveMinimum', (number, bound) => number > bound),
  ],
  [
    'exclusiveMaximum',
    (place, value) => exclusive(place, value, 'exclusiveMaximum', (number, bound) => number < bound),
  ],
  ['minLength', (place, value) => sized(place, 'minLength', value, characters, isAtLeast)],
  ['maxLength', (place, value) => sized(place, 'maxLength', value, characters, isAtMost)],
  ['pattern', pattern],
  ['minItems', (place, value) => sized(place, 'minItems', value, items, isAtLeast)],
  ['maxItems', (place, value) => sized(place, 'maxItems', value, items, isAtMost)],
  ['uniqueItems', uniqueItems],
  ['minProperties', (place, value) => sized(place, 'minProperties', value, members, isAtLeast)],
  ['maxProperties', (place, value) => sized(place, 'maxProperties', value, members, isAtMost)],
  ['required', required],
  ['dependentRequired', dependentRequired],
])

const types: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['null', (value) => value === null],
  ['boolean', (value) => typeof value === 'boolean'],
  ['number', (value) => typeof value === 'number'],
  ['integer', (value) => Number.isInteger(value)],
  ['string', (value) => typeof value === 'string'],
  ['array', (value) => Array.isArray(value)],
  ['object', isRecord],
])

function type({ at }: Place, value: unknown): Check {
  const names = Array.isArray(value) ? value : [value]
  const tests = names.map((name) => {
    const test = types.get(name)
    if (test !== undefined) return test
    throw unusable(at, `\`type\` must be ${[...types.keys()].join(', ')}, or an array of these`)
  })
  return (instance) => tests.some((test) => test(instance))
}

function isOneOf(values: readonly unknown[]): Check {
  const known = new Set(values.map((value) => canonical(value)))
  const hasContainers = values.some((value) => typeof value === 'object' && value !== null)
  return (instance) => {
    if (typeof instance === 'object' && instance !== null && !hasContainers) return false
    return known.has(canonical(instance))
  }
}

function multipleOf(place: Place, value: unknown): Check {
  const divisor = readNumber(place, 'multipleOf', value)
  if (divisor <= 0) throw unusable(place.at, '`multipleOf` must be greater than 0')
  return (instance) => {
    if (typeof instance !== 'number') return true
    const quotient = instance / divisor
    // 0.0075 / 0.0001 is 75.00000000000001 in binary.
    return (
      Number.isFinite(quotient) && Math.abs(quotient - Math.round(quotient)) <= 1e-12 * Math.max(1, Math.abs(quotient))
    )
  }
}

function atLeast(place: Place, value: unknown): Check {
  const bound = readNumber(place, 'minimum', value)
  const isStrict = place.schema.exclusiveMinimum === true
  return (instance) => typeof instance !== 'number' || (isStrict ? instance > bound : instance >= bound)
}

function atMost(place: Place, value: unknown): Check {
  const bound = readNumber(place, 'maximum', value)
  const isStrict = place.schema.exclusiveMaximum === true
  return (instance) => typeof instance !== 'number' || (isStrict ? instance < bound : instance <= bound)
}

/** A number since draft 6; in draft 4 a boolean beside `minimum` or `maximum`, which read it themselves. */
function exclusive(
  place: Place,
  value: unknown,
  keyword: string,
  isWithin: (number: number, bound: number) => boolean,
): Check | undefined {
  if (typeof value === 'boolean') return undefined
  const bound = readNumber(place, keyword, value)
  return (instance) => typeof instance !== 'number' || isWithin(instance, bound)
}

function sized(
  place: Place,
  keyword: string,
  value: unknown,
  sizeOf: (instance: unknown) => number | undefined,
  isWithin: (size: number, bound: number) => boolean,
): Check {
  const bound = readCount(place, keyword, value)
  return (instance) => {
    const size = sizeOf(instance)
    return size === undefined || isWithin(size, bound)
  }
}

/** Characters, not UTF-16 units: an emoji is one. */
function characters(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  let count = 0
  for (const _ of value) count++
  return count
}

function items(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined
}

function members(value: unknown): number | undefined {
  return isRecord(value) ? Object.keys(value).length : undefined
}

function isAtLeast(size: number, bound: number): boolean {
  return size >= bound
}

function isAtMost(size: number, bound: number): boolean {
  return size <= bound
}

function pattern(place: Place, value: unknown): Check {
  const matches = readPattern(place, 'pattern', value)
  return (instance) => typeof instance !== 'string' || matches(instance)
}

function uniqueItems({ at }: Place, value: unknown): Check | undefined {
  if (typeof value !== 'boolean') throw unusable(at, '`uniqueItems` must be true or false')
  if (!value) return undefined
  return (instance) =>
    !Array.isArray(instance) || new Set(instance.map((item) => canonical(item))).size === instance.length
}

function required(place: Place, value: unknown): Check {
  const names = readNames(place, 'required', value)
  return (instance) => !isRecord(instance) || names.every((name) => Object.hasOwn(instance, name))
}

function dependentRequired(place: Place, value: unknown): Check {
  const rules = readMap(place, 'dependentRequired', value).map(
    ([name, names]) => [name, readNames(place, 'dependentRequired', names)] as const,
  )
  return (instance) =>
    !isRecord(instance) ||
    rules.every(
      ([name, names]) => !Object.hasOwn(instance, name) || names.every((other) => Object.hasOwn(instance, other)),
    )
}
