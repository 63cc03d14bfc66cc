import type { JsonObject } from './json-fields.ts'
import type { TextInfo, TextKind } from './text-lens.ts'

/**
 * What stands where in a dialect's JSON, as data: `text-walk.ts` reads it. A protocol writes rules for what it knows; whatever no rule
 * names is walked with `unknownRule`, so that a field of tomorrow is a text until it is known to be none.
 */

/**
 * What a string is. `opaque`: no text, whatever it says. The others are no text where they look like it, else `otherwise`, so that nothing
 * slips through under their names: `id`; `word`, one of a list of the provider's; `base64`, of any length, or a `data:` URL; `blob`, a `data:`
 * URL or so much base64 that it cannot be anything else.
 */
export type Leaf = TextInfo | 'opaque' | 'id' | 'word' | 'base64' | 'blob'

export interface Rule {
  /** A string that stands here itself, or in a list here. */
  readonly leaf: Leaf
  /** What a string is that does not look like what `leaf` says. */
  readonly otherwise: TextInfo
  readonly fields: ReadonlyMap<string, Rule>
  /** For members that `fields` does not name. */
  readonly rest: Rule
  /** True where names mean nothing, as in metadata: `_id` at the end of one is no reason to look away. */
  readonly isFree: boolean
  /** The rule for an object that says itself what it is. */
  readonly choose: ((object: JsonObject) => Rule) | null
}

export type Fields = Readonly<Record<string, Rule>>

export function textInfo(kind: TextKind, role: string | null = null): TextInfo {
  return Object.freeze({ kind, role, format: 'plain', mayChange: true })
}

/** A name that something else refers to: can be looked at, not changed. */
export function nameInfo(kind: TextKind): TextInfo {
  return Object.freeze({ kind, role: null, format: 'plain', mayChange: false })
}

const unknownInfo = textInfo('unknown')

interface Draft {
  leaf: Leaf
  otherwise: TextInfo
  fields: ReadonlyMap<string, Rule>
  rest: Rule
  isFree: boolean
  choose: ((object: JsonObject) => Rule) | null
}

/** Rules refer to themselves, as JSON does: a namespace of tools holds tools. */
function ownRest(leaf: Leaf, options: { isFree: boolean; otherwise?: TextInfo }): Draft {
  const draft: Omit<Draft, 'rest'> & { rest?: Rule } = {
    leaf,
    otherwise: options.otherwise ?? unknownInfo,
    fields: new Map(),
    isFree: options.isFree,
    choose: null,
  }
  const rule = draft as Draft
  rule.rest = rule
  return rule
}

/** Names that mean the same wherever they stand in a dialect of OpenAI. */
const common = new Map<string, Rule>()
const unknownDraft = ownRest('blob', { isFree: false })
unknownDraft.fields = common

/** What nobody knows: every string in it is a text that does not look like an id, a word or data under a name of one. */
export const unknownRule: Rule = unknownDraft
export const opaque: Rule = leafRule('opaque')
export const id: Rule = leafRule('id')
export const word: Rule = leafRule('word')
export const base64: Rule = leafRule('base64')

const commonIds = 'id ids created_by fingerprint system_fingerprint obfuscation encrypted_content signature'
const commonWords = 'type role status object model detail phase mode ttl effort service_tier'
for (const name of commonIds.split(' ')) common.set(name, id)
for (const name of commonWords.split(' ')) common.set(name, word)

function leafRule(leaf: Leaf, otherwise = unknownInfo): Rule {
  return { leaf, otherwise, fields: common, rest: unknownDraft, isFree: false, choose: null }
}

/** A URL, or data: no text where it holds its data itself. */
export function blobOr(info: TextInfo): Rule {
  return leafRule('blob', info)
}

/** An object whose members with these names are words. */
export function words(...names: readonly string[]): Rule {
  return object(Object.fromEntries(names.map((name) => [name, word])))
}

/** An object of the dialect: its own fields, the common names, and everything else unknown. */
export function object(fields: Fields, leaf: Leaf = unknownInfo): Rule {
  return {
    leaf,
    otherwise: unknownInfo,
    fields: new Map([...common, ...Object.entries(fields)]),
    rest: unknownRule,
    isFree: false,
    choose: null,
  }
}

/** A string of this kind. An object in its place is walked, and all of it is of this kind. */
export function text(info: TextInfo): Rule {
  return ownRest(info, { isFree: true, otherwise: info })
}

/** JSON in a string, such as a tool's arguments. Where a provider writes the object itself, its strings are plain. */
export function jsonText(kind: TextKind, role: string | null = null): Rule {
  const info: TextInfo = Object.freeze({ kind, role, format: 'json', mayChange: true })
  return { ...text(textInfo(kind, role)), leaf: info }
}

/** A map whose names are the writer's own: every string in it is of this kind, but for what `fields` says. */
export function freeMap(info: TextInfo, fields: Fields = {}): Rule {
  const rule = ownRest(info, { isFree: true, otherwise: info })
  rule.fields = new Map(Object.entries(fields))
  return rule
}

/** A map whose names are the writer's own and whose values follow a rule. */
export function mapOf(rest: Rule): Rule {
  return { leaf: rest.leaf, otherwise: rest.otherwise, fields: new Map(), rest, isFree: true, choose: null }
}

/** Objects that say what they are. `leaf`: what a string is that stands in place of one. */
export function chosen(leaf: Leaf, choose: (object: JsonObject) => Rule): Rule {
  return { leaf, otherwise: unknownInfo, fields: common, rest: unknownRule, isFree: false, choose }
}

/** The rule that `make` gives, which may refer to itself through its parameter. */
export function recursive(make: (self: Rule) => Rule): Rule {
  const self = ownRest(unknownInfo, { isFree: false })
  return Object.assign(self, make(self))
}
