import { type Declaration, Declarations } from './declarations.ts'

/** A type of JSON as far as it matters where its strings stand. */
export type Type =
  | { readonly kind: 'string' | 'any' | 'none' }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly of: Type }
  | { readonly kind: 'union'; readonly of: readonly Type[] }
  /** `owner`: whose members these are; `*` stands for a name of the writer's own. */
  | { readonly kind: 'object'; readonly owner: string; members(): readonly Member[] }

export interface Member {
  readonly name: string
  /** Which row of the table speaks of it, such as `ResponseInputText.text`. */
  readonly row: string
  readonly type: Type
}

/** The types of a library, each read once. */
export class Types {
  private readonly declarations = new Declarations()
  private readonly known = new Map<Declaration, Type>()

  /** What `path` (`['Shared', 'Metadata']`) means where it is written. */
  find(path: readonly string[], from: { readonly file: string; readonly scope: readonly string[] }): Type {
    const declaration = this.declarations.find(path, from)
    const known = this.known.get(declaration)
    if (known !== undefined) return known
    const type = this.read(declaration)
    this.known.set(declaration, type)
    return type
  }

  private read(declaration: Declaration): Type {
    const reader = () => new Reader(this, declaration, declaration.tokens, declaration.name)
    if (declaration.kind === 'type') return reader().union()
    let members: readonly Member[] | undefined
    return {
      kind: 'object',
      owner: declaration.name,
      members() {
        members ??= reader().interfaceMembers()
        return members
      },
    }
  }
}

/** Reads a type off its tokens. What generated declarations do not use is an error, so that nothing is overlooked. */
class Reader {
  private at = 0
  private readonly types: Types
  private readonly declaration: Declaration
  private readonly tokens: readonly string[]
  private readonly owner: string

  constructor(types: Types, declaration: Declaration, tokens: readonly string[], owner: string) {
    this.types = types
    this.declaration = declaration
    this.tokens = tokens
    this.owner = owner
  }

  interfaceMembers(): Member[] {
    const inherited: Member[] = []
    if (this.take('extends')) {
      do {
        const base = this.reference()
        if (base.kind !== 'object') throw this.error('extends what is no interface')
        inherited.push(...base.members())
      } while (this.take(','))
    }
    const own = this.members()
    const names = new Set(own.map(({ name }) => name))
    return [...inherited.filter(({ name }) => !names.has(name)), ...own]
  }

  union(): Type {
    this.take('|')
    const of = [this.listed()]
    while (this.take('|')) of.push(this.listed())
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'union', of }
  }

  private listed(): Type {
    let type = this.intersection()
    while (this.tokens[this.at] === '[' && this.tokens[this.at + 1] === ']') {
      this.at += 2
      type = { kind: 'list', of: type }
    }
    return type
  }

  /** `string & {}` is how an open list of values is written. */
  private intersection(): Type {
    const type = this.single()
    while (this.take('&')) this.single()
    return type
  }

  private single(): Type {
    const token = this.tokens[this.at] ?? ''
    if (this.take('(')) {
      const type = this.union()
      this.expect(')')
      return type
    }
    if (token === '{') {
      const members = this.members()
      return { kind: 'object', owner: this.owner, members: () => members }
    }
    if (/^['"]/.test(token)) return this.literal(token.slice(1, -1))
    if (/^\d/.test(token)) return this.literal(Number(token))
    if (token === 'true' || token === 'false') return this.literal(token === 'true')
    if (token === 'null') return this.literal(null)
    return this.reference()
  }

  private literal(value: string | number | boolean | null): Type {
    this.at++
    return { kind: 'literal', value }
  }

  private reference(): Type {
    const path = [this.word()]
    while (this.take('.')) path.push(this.word())
    const name = path.join('.')
    if (name === 'string') return { kind: 'string' }
    if (name === 'unknown' || name === 'any') return { kind: 'any' }
    if (name === 'number' || name === 'boolean' || name === 'undefined') return { kind: 'none' }
    if (name === 'Array') {
      this.expect('<')
      const of = this.union()
      this.expect('>')
      return { kind: 'list', of }
    }
    if (this.tokens[this.at] === '<') throw this.error(`${name} has parameters`)
    return this.types.find(path, this.declaration)
  }

  private members(): Member[] {
    this.expect('{')
    const members: Member[] = []
    while (!this.take('}')) members.push(this.member())
    return members
  }

  private member(): Member {
    if (this.tokens[this.at] === 'readonly' && !':?'.includes(this.tokens[this.at + 1] ?? '')) this.at++
    const name = this.memberName()
    this.take('?')
    this.expect(':')
    const row = `${this.owner}.${name}`
    const type = new Reader(this.types, this.declaration, this.tokens.slice(this.at), row).measured()
    this.at += type.taken
    if (this.tokens[this.at] !== '}') this.expect(';')
    return { name, row, type: type.type }
  }

  /** A type and how many tokens it took: members of an object without a name of its own are told by where it stands. */
  private measured(): { readonly type: Type; readonly taken: number } {
    const type = this.union()
    return { type, taken: this.at }
  }

  private memberName(): string {
    if (!this.take('[')) return this.word().replace(/^['"](.*)['"]$/, '$1')
    this.word()
    this.expect(':')
    this.word()
    this.expect(']')
    return '*'
  }

  private word(): string {
    const token = this.tokens[this.at++]
    if (token === undefined || !/^[\w$'"]/.test(token)) throw this.error(`${token} where a name should be`)
    return token
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false
    this.at++
    return true
  }

  private expect(token: string): void {
    if (!this.take(token)) throw this.error(`${this.tokens[this.at]} where ${token} should be`)
  }

  private error(what: string): Error {
    return new Error(`${this.declaration.file}, ${this.owner}: ${what}`)
  }
}
