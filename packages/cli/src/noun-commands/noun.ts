import type { Command } from 'commander'
import type { JsonObject } from '../api-client/json.ts'
import type { InputSchema } from '../fields/field.ts'
import type { FieldSettings } from '../fields/field-options.ts'
import type { NounTools } from './noun-tools.ts'

/**
 * One kind of thing of the REST API and what the command line can do with it: `tollgate <noun> <verb>`. A noun is a table, the
 * commands are made of it; what the flags of `create` and `update` are, the schemas of the contract say.
 */
export interface Noun {
  /** `plans`: the command, and how other nouns refer to it. */
  readonly name: string
  /** `plan`, as sentences call it. */
  readonly singular: string
  /** Where it is not the name of the command: `APIs`. */
  readonly plural?: string
  /** Below `/api/v1`; `{api}` is the id of what its `parent` names. */
  readonly path: string
  /** Where one of them is, if not below `path`. */
  readonly itemPath?: string
  readonly parent?: Parent
  /** False where the list has no pages: everything is in one answer. */
  readonly isPaged?: false
  /** True where the name is the id, so that nothing has to be looked up. */
  readonly isNamedById?: true
  /** The field with the id in its path, where it is not its own: a member's is the person's. */
  readonly idField?: string
  /** What people call one of them. */
  readonly nameOf: (record: JsonObject) => string
  /** Which of several with one name is meant, where that is clear: the key that still works. */
  readonly isMeant?: (record: JsonObject) => boolean
  /** A filter of the list that finds one by (a part of) its name; without one the whole list is looked through. */
  readonly searchQuery?: (name: string) => Readonly<Record<string, string>>
  readonly columns: readonly Column[]
  /** What the list says when it is empty. */
  readonly empty: string
  /** Fields that hold ids of other nouns. */
  readonly references?: Readonly<Record<string, string>>
  readonly verbs: readonly NounVerb[]
}

/** What a nested noun belongs to, given as an option: `--api "OpenAI API/2.3.0"`. */
export interface Parent {
  /** The parameter in the path, and the name of the option. */
  readonly name: string
  readonly noun: string
  readonly description: string
  /** The path without it, where it may be left out. */
  readonly pathWithout?: string
  /** It may be left out to list them, not to make one. */
  readonly isNeededToCreate?: true
}

export interface Column {
  readonly heading: string
  /** A field (`limits.0.per`), or what to make of the record. */
  readonly value: string | ((record: JsonObject) => unknown)
  readonly as?: 'time'
  /** The value is an id, or several, of this noun: its name is shown. */
  readonly reference?: string
}

export interface Filter {
  /** `state`: the option and, unless `query` says another, the query parameter. */
  readonly flag: string
  readonly query?: string
  readonly description: string
  readonly choices?: readonly string[]
  readonly reference?: string
}

/** Where a secret of a body comes from: never from a flag, which would show in the list of processes. */
export interface SecretField {
  readonly field: string
  readonly question: string
  readonly required: boolean
}

export interface ListVerb {
  readonly kind: 'list'
  readonly filters?: readonly Filter[]
}

export interface GetVerb {
  readonly kind: 'get'
}

export interface CreateVerb {
  readonly kind: 'create'
  /** `create` unless it is called otherwise: `invite`. */
  readonly name?: string
  readonly summary?: string
  readonly schema: InputSchema
  readonly settings?: FieldSettings
  readonly secret?: SecretField
  /** A field of the answer that is shown this once. */
  readonly shownOnce?: string
  readonly say?: (record: JsonObject) => string
}

export interface UpdateVerb {
  readonly kind: 'update'
  readonly schema: InputSchema
  readonly settings?: FieldSettings
  readonly secret?: SecretField
}

export interface DeleteVerb {
  readonly kind: 'delete'
  readonly name?: string
  readonly summary?: string
  /** What goes with it, for the question: " Its calls fail from then on." */
  readonly effect?: string
  /** Bare flags that become `true` in the query. */
  readonly flags?: ReadonlyArray<{ readonly name: string; readonly description: string }>
}

/** A second thing that a verb is about, given as an option: `--revision 3`. */
export interface PathOption {
  readonly name: string
  readonly noun: string
  readonly description: string
}

export interface ActionVerb {
  readonly kind: 'action'
  readonly name: string
  readonly summary: string
  /** `one`: takes the name of one; `all`: of none. */
  readonly target: 'one' | 'all'
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Added to the path of the one, or of the list; `{revision}` is the id of what `pathOption` names. */
  readonly path: string
  /** A path of its own, in the place of the list's. */
  readonly at?: string
  readonly pathOption?: PathOption
  readonly schema?: InputSchema
  readonly settings?: FieldSettings
  readonly secret?: SecretField
  /** What the body has besides. */
  readonly body?: JsonObject
  /** Asked first; `{name}` is what it is about. Then `--yes` is an option. */
  readonly question?: string
  /** Shown while it takes long. */
  readonly working?: string
  readonly output: ActionOutput
}

export type ActionOutput =
  | {
      readonly kind: 'sentence'
      readonly say: (answer: JsonObject, name: string) => string
      readonly failed?: (answer: JsonObject) => boolean
    }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly empty: string }
  | { readonly kind: 'details' }
  | { readonly kind: 'shown-once'; readonly field: string; readonly say: (answer: JsonObject, name: string) => string }

/** A verb that no table describes: it adds its own command. */
export interface OwnVerb {
  readonly kind: 'own'
  readonly make: (tools: NounTools) => Command
}

export type NounVerb = ListVerb | GetVerb | CreateVerb | UpdateVerb | DeleteVerb | ActionVerb | OwnVerb

/** Nouns refer to each other by name and are loaded when they are needed: most commands need one. */
export type LoadNoun = (name: string) => Promise<Noun>
