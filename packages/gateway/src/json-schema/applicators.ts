import type { Keyword } from './assertions.ts'
import { type Check, isRecord, member, type Place, type Run, unusable } from './check.ts'
import { readCount, readList, readMap, readNames, readPattern } from './read-keyword.ts'

/** JSON Schema 2020-12, the applicator vocabulary and `$ref`, with what drafts 4 to 7 wrote differently. */
export const applicators: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['$ref', reference],
  ['allOf', (place, value) => every(branches(place, 'allOf', value))],
  ['anyOf', (place, value) => some(branches(place, 'anyOf', value))],
  ['oneOf', (place, value) => exactlyOne(branches(place, 'oneOf', value))],
  ['not', negation],
  ['if', condition],
  ['properties', properties],
  ['patternProperties', patternProperties],
  ['additionalProperties', additionalProperties],
  ['propertyNames', propertyNames],
  ['dependentSchemas', dependentSchemas],
  ['dependencies', dependencies],
  ['prefixItems', (place, value) => leadingItems(place, 'prefixItems', value)],
  ['items', items],
  ['additionalItems', additionalItems],
  ['contains', contains],
])

function reference(place: Place, value: unknown): Check {
  if (typeof value !== 'string') throw unusable(place.at, '`$ref` must be a text')
  return place.resolve(value)
}

function branches(place: Place, keyword: string, value: unknown): readonly Check[] {
  const list = readList(place, keyword, value)
  if (list.length === 0) throw unusable(place.at, `\`${keyword}\` must not be empty`)
  return list.map((schema, index) => place.compile(schema, `${keyword}/${index}`))
}

export function every(checks: readonly Check[]): Check {
  return (instance, run) => checks.every((check) => check(instance, run))
}

function some(checks: readonly Check[]): Check {
  return (instance, run) => checks.some((check) => check(instance, run))
}

function exactlyOne(checks: readonly Check[]): Check {
  return (instance, run) => {
    let passed = 0
    for (const check of checks) if (check(instance, run) && ++passed > 1) return false
    return passed === 1
  }
}

function negation(place: Place, value: unknown): Check {
  const check = place.compile(value, 'not')
  return (instance, run) => !check(instance, run)
}

function condition(place: Place, value: unknown): Check {
  const branch = (keyword: 'then' | 'else') => {
    const schema = member(place.schema, keyword)
    return schema === undefined ? undefined : place.compile(schema, keyword)
  }
  const [when, then, otherwise] = [place.compile(value, 'if'), branch('then'), branch('else')]
  return (instance, run) => (when(instance, run) ? then : otherwise)?.(instance, run) ?? true
}

function properties(place: Place, value: unknown): Check {
  const checks = readMap(place, 'properties', value).map(
    ([name, schema]) => [name, place.compile(schema, `properties/${name}`)] as const,
  )
  return (instance, run) =>
    !isRecord(instance) || checks.every(([name, check]) => !Object.hasOwn(instance, name) || check(instance[name], run))
}

function patternProperties(place: Place, value: unknown): Check {
  const checks = readMap(place, 'patternProperties', value).map(
    ([pattern, schema]) =>
      [
        readPattern(place, 'patternProperties', pattern),
        place.compile(schema, `patternProperties/${pattern}`),
      ] as const,
  )
  return (instance, run) =>
    !isRecord(instance) ||
    Object.entries(instance).every(([name, item]) =>
      checks.every(([matches, check]) => !matches(name) || check(item, run)),
    )
}

function additionalProperties(place: Place, value: unknown): Check {
  const check = place.compile(value, 'additionalProperties')
  const named = new Set(mapNames(place, 'properties'))
  const patterns = mapNames(place, 'patternProperties').map((pattern) =>
    readPattern(place, 'patternProperties', pattern),
  )
  const isAdditional = (name: string) => !named.has(name) && !patterns.some((matches) => matches(name))
  return (instance, run) =>
    !isRecord(instance) || Object.entries(instance).every(([name, item]) => !isAdditional(name) || check(item, run))
}

function mapNames(place: Place, keyword: string): readonly string[] {
  return readMap(place, keyword, member(place.schema, keyword) ?? {}).map(([name]) => name)
}

function propertyNames(place: Place, value: unknown): Check {
  const check = place.compile(value, 'propertyNames')
  return (instance, run) => !isRecord(instance) || Object.keys(instance).every((name) => check(name, run))
}

function dependentSchemas(place: Place, value: unknown): Check {
  const rules = readMap(place, 'dependentSchemas', value).map(
    ([name, schema]) => [name, place.compile(schema, `dependentSchemas/${name}`)] as const,
  )
  return (instance, run) =>
    !isRecord(instance) || rules.every(([name, check]) => !Object.hasOwn(instance, name) || check(instance, run))
}

/** Up to draft 7: names or a schema. */
function dependencies(place: Place, value: unknown): Check {
  const rules = readMap(place, 'dependencies', value).map(([name, rule]) => {
    if (!Array.isArray(rule)) return [name, place.compile(rule, `dependencies/${name}`)] as const
    const names = readNames(place, 'dependencies', rule)
    const hasAll = (instance: unknown) => isRecord(instance) && names.every((other) => Object.hasOwn(instance, other))
    return [name, hasAll] as const
  })
  return (instance, run) =>
    !isRecord(instance) || rules.every(([name, check]) => !Object.hasOwn(instance, name) || check(instance, run))
}

function leadingItems(place: Place, keyword: string, value: unknown): Check {
  const checks = readList(place, keyword, value).map((schema, index) => place.compile(schema, `${keyword}/${index}`))
  return (instance, run) =>
    !Array.isArray(instance) || checks.every((check, index) => index >= instance.length || check(instance[index], run))
}

/** One schema for all items behind `prefixItems`; an array of schemas up to draft 7. */
function items(place: Place, value: unknown): Check {
  if (Array.isArray(value)) return leadingItems(place, 'items', value)
  const prefix = member(place.schema, 'prefixItems')
  return itemsFrom(Array.isArray(prefix) ? prefix.length : 0, place.compile(value, 'items'))
}

/** Up to draft 7: for the items behind an array of schemas. */
function additionalItems(place: Place, value: unknown): Check | undefined {
  const leading = member(place.schema, 'items')
  if (!Array.isArray(leading)) return undefined
  return itemsFrom(leading.length, place.compile(value, 'additionalItems'))
}

function itemsFrom(start: number, check: Check): Check {
  return (instance, run) =>
    !Array.isArray(instance) || instance.every((item, index) => index < start || check(item, run))
}

function contains(place: Place, value: unknown): Check {
  const check = place.compile(value, 'contains')
  const count = (keyword: string, otherwise: number) => {
    const bound = member(place.schema, keyword)
    return bound === undefined ? otherwise : readCount(place, keyword, bound)
  }
  const [min, max] = [count('minContains', 1), count('maxContains', Number.POSITIVE_INFINITY)]
  return (instance, run) => {
    if (!Array.isArray(instance)) return true
    const found = countMatches(instance, check, run)
    return found >= min && found <= max
  }
}

function countMatches(list: readonly unknown[], check: Check, run: Run): number {
  let found = 0
  for (const item of list) if (check(item, run)) found++
  return found
}
