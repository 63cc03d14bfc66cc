import { isObject, type JsonObject } from './json-fields.ts'
import type { EventText, TextInfo, TextKind } from './text-lens.ts'
import { id, type Leaf, type Rule } from './text-rules.ts'

/** Every text of `json` that `rule` finds, in the order of the JSON. */
export function collectTexts(json: unknown, rule: Rule): FoundText[] {
  const texts: FoundText[] = []
  if (isObject(json)) walkObject(texts, json, rule, null, null)
  else if (Array.isArray(json)) walkArray(texts, json, rule, null, null)
  return texts
}

/** A payload that is no object: a list, or a string, which stands nowhere and so cannot be changed. */
export function readRootText(json: unknown, rule: Rule): FoundText[] {
  if (typeof json !== 'string' || json === '') return collectTexts(json, rule)
  const place = { container: [json], key: null, frame: null, repeatedIn: null }
  return [new FoundText({ ...rule.otherwise, mayChange: false }, json, place)]
}

/** Where a container stands: a chain upwards, so that a path costs nothing until it is asked for. */
interface Frame {
  readonly parent: Frame | null
  readonly key: string | number
}

/** A string in its container. Requests and answers share it; only pieces of a stream have a channel. */
export class FoundText implements EventText {
  readonly kind: TextKind
  readonly role: string | null
  readonly format: 'plain' | 'json'
  readonly mayChange: boolean
  text: string
  channel: string | null = null
  isLast = false
  readonly container: JsonObject | unknown[]
  /** null: this is the whole payload. */
  readonly key: string | number | null
  private readonly frame: Frame | null
  /** The object whose `logprobs` repeat this text token by token. */
  private readonly repeatedIn: JsonObject | null
  private wrap: ((text: string) => unknown) | null = null

  constructor(info: TextInfo, text: string, place: Place) {
    this.kind = info.kind
    this.role = info.role
    this.format = info.format
    this.mayChange = info.mayChange
    this.text = text
    this.container = place.container
    this.key = place.key
    this.frame = place.frame
    this.repeatedIn = place.repeatedIn
  }

  path(): string {
    return `$${this.steps().map(step).join('')}`
  }

  /** The path as its keys, from the top. */
  steps(): Array<string | number> {
    if (this.key === null) return []
    const steps = [this.key]
    for (let frame = this.frame; frame !== null; frame = frame.parent) steps.push(frame.key)
    return steps.reverse()
  }

  replace(text: string): void {
    if (text === this.text) return
    this.text = text
    if (typeof this.key === 'number') (this.container as unknown[])[this.key] = text
    else if (this.key !== null) (this.container as JsonObject)[this.key] = text
    if (this.repeatedIn !== null) this.repeatedIn.logprobs = Array.isArray(this.repeatedIn.logprobs) ? [] : null
  }

  alone(text: string): unknown {
    return this.wrap?.(text)
  }

  /** Makes it a piece of a stream. */
  continues(channel: string, wrap: (text: string) => unknown): void {
    this.channel = channel
    this.wrap = wrap
  }

  endsChannel(): void {
    this.isLast = true
  }
}

interface Place {
  readonly container: JsonObject | unknown[]
  readonly key: string | number | null
  readonly frame: Frame | null
  readonly repeatedIn: JsonObject | null
}

const plainName = /^[A-Za-z_$][\w$]*$/

function step(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`
  return plainName.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

function walkObject(
  texts: FoundText[],
  object: JsonObject,
  given: Rule,
  frame: Frame | null,
  outer: JsonObject | null,
): void {
  let rule = given
  while (rule.choose !== null) rule = rule.choose(object)
  const repeatedIn = typeof object.logprobs === 'object' && object.logprobs !== null ? object : outer
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (typeof value === 'string') {
      const info = infoOf(value, memberRule(rule, key))
      if (info !== null) texts.push(new FoundText(info, value, { container: object, key, frame, repeatedIn }))
    } else if (typeof value === 'object' && value !== null) {
      const inner = { parent: frame, key }
      if (Array.isArray(value)) walkArray(texts, value, memberRule(rule, key), inner, repeatedIn)
      else walkObject(texts, value as JsonObject, memberRule(rule, key), inner, repeatedIn)
    }
  }
}

function walkArray(
  texts: FoundText[],
  list: unknown[],
  rule: Rule,
  frame: Frame | null,
  repeatedIn: JsonObject | null,
): void {
  for (let key = 0; key < list.length; key++) {
    const value = list[key]
    if (typeof value === 'string') {
      const info = infoOf(value, rule)
      if (info !== null) texts.push(new FoundText(info, value, { container: list, key, frame, repeatedIn }))
    } else if (typeof value === 'object' && value !== null) {
      const inner = { parent: frame, key }
      if (Array.isArray(value)) walkArray(texts, value, rule, inner, repeatedIn)
      else walkObject(texts, value as JsonObject, rule, inner, repeatedIn)
    }
  }
}

function memberRule(rule: Rule, key: string): Rule {
  const known = rule.fields.get(key)
  if (known !== undefined) return known
  if (!rule.isFree && (key.endsWith('_id') || key.endsWith('_ids'))) return id
  return rule.rest
}

/** null: no text. */
function infoOf(value: string, { leaf, otherwise }: Rule): TextInfo | null {
  if (value === '') return null
  return typeof leaf === 'string' ? (isNoText(value, leaf) ? null : otherwise) : leaf
}

const idShape = /^[\w.:/+=|~-]+$/
const wordShape = /^(?!.*\d{7})[\w.:/-]{1,64}$/
const anyBase64 = /^[A-Za-z0-9+/_-]*={0,2}$/
/** A URL of the scheme `data` (nothing of an event) with its content in base64; one that holds its text in plain is a text. */
const dataUrl = /^(?:data):[^,]{0,128};base64,/
const longBase64 = /^[A-Za-z0-9+/_-]{256,}={0,2}$/

function isNoText(value: string, leaf: Exclude<Leaf, TextInfo>): boolean {
  switch (leaf) {
    case 'opaque':
      return true
    case 'id':
      return idShape.test(value)
    case 'word':
      return wordShape.test(value)
    case 'base64':
      return dataUrl.test(value) || anyBase64.test(value)
    case 'blob':
      return dataUrl.test(value) || longBase64.test(value)
  }
}
