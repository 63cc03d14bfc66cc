import { isNameCharacter, JsonPathError, parseJsonPath, type Segment, type Selector } from './parse-json-path.ts'

/** One place that a path chose. */
export interface JsonNode {
  readonly value: unknown
  /** Where it stands, such as `$.input[3].content`. Made when asked for. */
  path(): string
  /** Puts another value in its place. The root cannot be replaced: see `JsonPath.isRoot`. */
  replace(value: unknown): void
}

export interface JsonPath {
  readonly text: string
  /** True for `$` alone. */
  readonly isRoot: boolean
  /** What is there, in the order of the path's selectors, each place once; empty where nothing is. Throws where it would take too long. */
  select(json: unknown): readonly JsonNode[]
}

/** How many values one path may look at in one JSON; `$..*..*` looks at more than there are. */
const visitsMax = 200_000
const wildcard: Selector = { kind: 'wildcard' }

/** Throws a `JsonPathError` whose message says what cannot be used and where. Looks at own properties only, and runs nothing. */
export function compileJsonPath(text: string): JsonPath {
  const segments = parseJsonPath(text)
  return Object.freeze({
    text: text.trim(),
    isRoot: segments.length === 0,
    select: (json: unknown) => select(segments, json),
  })
}

/** What is wrong with a path, for the check when it is saved. */
export function jsonPathProblem(text: string): string | undefined {
  try {
    parseJsonPath(text)
    return undefined
  } catch (error) {
    if (error instanceof JsonPathError) return error.message
    throw error
  }
}

function select(segments: readonly Segment[], json: unknown): readonly JsonNode[] {
  const visits = { left: visitsMax }
  let places: readonly Place[] = [new Place(json, undefined, '')]
  for (const { descends, selectors } of segments) {
    const chosen: Place[] = []
    const take = (place: Place) => chosen.push(place)
    for (const place of places) {
      if (descends) descend(place, selectors, { take, visits })
      else for (const selector of selectors) choose(place, selector, { take, visits })
    }
    places = selectors.length > 1 || descends ? eachOnce(chosen) : chosen
  }
  return places.map(toNode)
}

/** With functions that may be taken out of it. */
function toNode(place: Place): JsonNode {
  return { value: place.value, path: () => place.path(), replace: (value) => place.replace(value) }
}

interface Taking {
  take(place: Place): void
  readonly visits: { left: number }
}

class Place {
  readonly value: unknown
  readonly parent: Place | undefined
  readonly key: string | number

  constructor(value: unknown, parent: Place | undefined, key: string | number) {
    this.value = value
    this.parent = parent
    this.key = key
  }

  path(): string {
    if (this.parent === undefined) return '$'
    return this.parent.path() + renderKey(this.key)
  }

  replace(value: unknown): void {
    const container = this.parent?.value
    if (container === undefined) throw new Error('the root of a JSON cannot be replaced')
    // Defined, not assigned: a key such as `__proto__` stays a key.
    const property = { value, writable: true, enumerable: true, configurable: true }
    Object.defineProperty(container, this.key, property)
  }
}

/** The value itself, then everything below it. An explicit stack, so that depth is no matter. */
function descend(from: Place, selectors: readonly Selector[], taking: Taking): void {
  const stack = [from]
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    for (const selector of selectors) choose(place, selector, taking)
    const below: Place[] = []
    choose(place, wildcard, { take: (child) => isContainer(child.value) && below.push(child), visits: taking.visits })
    for (const child of below.reverse()) stack.push(child)
  }
}

function choose(place: Place, selector: Selector, taking: Taking): void {
  const { value } = place
  if (Array.isArray(value)) chooseItems(place, value, selector, taking)
  else if (isContainer(value)) chooseMembers(place, value, selector, taking)
}

function chooseMembers(place: Place, value: object, selector: Selector, taking: Taking): void {
  if (selector.kind === 'wildcard')
    for (const name of Object.keys(value)) visit(place, name, Reflect.get(value, name), taking)
  else if (selector.kind === 'name' && Object.hasOwn(value, selector.name))
    visit(place, selector.name, Reflect.get(value, selector.name), taking)
}

function chooseItems(place: Place, items: readonly unknown[], selector: Selector, taking: Taking): void {
  if (selector.kind === 'name') return
  const { length } = items
  if (selector.kind === 'index') {
    const index = selector.index < 0 ? length + selector.index : selector.index
    if (index >= 0 && index < length) visit(place, index, items[index], taking)
    return
  }
  const { from, to, step } = selector.kind === 'slice' ? bounds(selector, length) : { from: 0, to: length, step: 1 }
  if (step > 0) for (let index = from; index < to; index += step) visit(place, index, items[index], taking)
  if (step < 0) for (let index = from; index > to; index += step) visit(place, index, items[index], taking)
}

/** RFC 9535, 2.3.4.2.2: where a slice begins and ends. */
function bounds({ start, end, step }: Extract<Selector, { kind: 'slice' }>, length: number) {
  const within = (index: number, low: number, high: number) =>
    Math.min(Math.max(index < 0 ? length + index : index, low), high)
  if (step >= 0) return { from: within(start ?? 0, 0, length), to: within(end ?? length, 0, length), step }
  const from = start === undefined ? length - 1 : within(start, -1, length - 1)
  const to = end === undefined ? -1 : within(end, -1, length - 1)
  return { from, to, step }
}

function visit(parent: Place, key: string | number, value: unknown, { take, visits }: Taking): void {
  visits.left--
  if (visits.left < 0) throw new Error(`a JSONPath looked at more than ${visitsMax} values`)
  take(new Place(value, parent, key))
}

/** Several selectors, and descents from within one another, come by the same place more than once. */
function eachOnce(places: readonly Place[]): readonly Place[] {
  const seen = new Map<unknown, Set<string | number>>()
  return places.filter(({ parent, key }) => {
    const keys = seen.get(parent?.value) ?? new Set()
    seen.set(parent?.value, keys)
    return keys.size < keys.add(key).size
  })
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function renderKey(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`
  const isShort = key !== '' && [...key].every((character, index) => isNameCharacter(character, index === 0))
  return isShort ? `.${key}` : `[${JSON.stringify(key)}]`
}
