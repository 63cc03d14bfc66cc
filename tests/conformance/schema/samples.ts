import type { Type } from './declared-types.ts'

/** What stands in a sample where the writer has a word: each of them once. */
export type Marks = Map<string, string>

/**
 * JSON of a type: as many documents as it takes to write every alternative once, with every optional member. Each string of the
 * writer's own is a mark that stands nowhere else.
 */
export class Sampler {
  /** Which row of the table each mark stands for. */
  readonly marks: Marks = new Map()
  private readonly counts = new Map<string, number>()

  documents(type: Type): unknown[] {
    return Array.from({ length: this.count(type, []) }, (_, index) => this.make(type, '', { index, within: [] }))
  }

  /** How many documents it takes. A list takes one: it holds all alternatives. */
  private count(type: Type, within: readonly string[]): number {
    if (type.kind === 'union')
      return sum(alternatives(type, within).map((alternative) => this.count(alternative, within)))
    if (type.kind !== 'object') return 1
    const known = this.counts.get(type.owner)
    if (known !== undefined) return known
    const inner = [...within, type.owner]
    const members = type.members().filter((member) => canBe(member.type, inner))
    const count = Math.max(1, ...members.map((member) => this.count(member.type, inner)))
    this.counts.set(type.owner, count)
    return count
  }

  private make(type: Type, row: string, at: { readonly index: number; readonly within: readonly string[] }): unknown {
    switch (type.kind) {
      case 'string':
        return this.mark(row)
      case 'any':
        return { description: this.mark(row) }
      case 'none':
        return 1
      case 'literal':
        return type.value
      case 'list':
        return this.list(type.of, row, at.within)
      case 'union':
        return this.alternative(type, row, at)
      case 'object': {
        const within = [...at.within, type.owner]
        const members = type.members().filter((member) => canBe(member.type, within))
        return Object.fromEntries(
          members.map((member) => {
            const index = at.index % this.count(member.type, within)
            return [
              member.name === '*' ? 'own name' : member.name,
              this.make(member.type, member.row, { index, within }),
            ]
          }),
        )
      }
    }
  }

  private list(of: Type, row: string, within: readonly string[]): unknown[] {
    if (!canBe(of, within)) return []
    return Array.from({ length: this.count(of, within) }, (_, index) => this.make(of, row, { index, within }))
  }

  private alternative(
    type: Extract<Type, { kind: 'union' }>,
    row: string,
    { index, within }: { readonly index: number; readonly within: readonly string[] },
  ): unknown {
    let left = index
    for (const alternative of alternatives(type, within)) {
      const count = this.count(alternative, within)
      if (left < count) return this.make(alternative, row, { index: left, within })
      left -= count
    }
    throw new Error(`${row} has no alternative ${index}`)
  }

  private mark(row: string): string {
    const mark = `mark_${String(this.marks.size).padStart(6, '0')}`
    this.marks.set(mark, row)
    return mark
  }
}

/** Of words that the schema lists, one stands for all, but for roles: who speaks decides what a text is. null where there is nothing else. */
function alternatives({ of }: Extract<Type, { kind: 'union' }>, within: readonly string[]): Type[] {
  const flat = of.flatMap((type) => (type.kind === 'union' ? alternatives(type, within) : [type]))
  const possible = flat.filter((type) => canBe(type, within))
  const own = possible.filter(({ kind }) => kind !== 'literal' && kind !== 'none')
  const listed = possible.filter((type) => type.kind === 'literal' && typeof type.value === 'string')
  const areRoles = listed.some((type) => type.kind === 'literal' && type.value === 'system')
  const chosen = [...own, ...(areRoles ? listed : listed.slice(0, 1))]
  return chosen.length > 0 ? chosen : possible.slice(0, 1)
}

/** Types that hold themselves, such as filters of filters, are written one level deep. */
function canBe(type: Type, within: readonly string[]): boolean {
  if (type.kind === 'object') return !within.includes(type.owner)
  if (type.kind === 'list') return canBe(type.of, within)
  return type.kind !== 'union' || type.of.some((one) => canBe(one, within))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
