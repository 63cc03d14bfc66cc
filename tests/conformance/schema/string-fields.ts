import type { Type } from './declared-types.ts'

/** The rows of a table: every member that can hold a string of the writer's own, wherever it is reached from. */
export function stringFields(roots: readonly Type[]): Set<string> {
  const rows = new Set<string>()
  const seen = new Set<string>()
  const visit = (type: Type, row: string): void => {
    switch (type.kind) {
      case 'string':
      case 'any':
        rows.add(row)
        return
      case 'list':
        visit(type.of, row)
        return
      case 'union':
        for (const one of type.of) visit(one, row)
        return
      case 'object':
        if (seen.has(type.owner)) return
        seen.add(type.owner)
        for (const member of type.members()) visit(member.type, member.row)
        return
      case 'literal':
      case 'none':
        return
    }
  }
  for (const root of roots) visit(root, '')
  return rows
}
