import { isDeepStrictEqual } from 'node:util'
import type { Row, RowKind } from '@tollgate/contract/snapshot'

export interface Difference {
  readonly upserts: readonly Row[]
  readonly deletes: ReadonlyArray<{ readonly kind: RowKind; readonly id: string }>
}

/** What turns one set of rows into another, by kind and id. */
export function difference(from: readonly Row[], to: readonly Row[]): Difference {
  const before = new Map(from.map((row) => [identity(row), row]))
  const after = new Set(to.map(identity))
  return {
    upserts: to.filter((row) => !isDeepStrictEqual(row, before.get(identity(row)))),
    deletes: from.filter((row) => !after.has(identity(row))).map(({ kind, id }) => ({ kind, id })),
  }
}

function identity({ kind, id }: Row): string {
  return `${kind} ${id}`
}
