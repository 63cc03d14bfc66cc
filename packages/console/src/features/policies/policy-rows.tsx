import type { PolicyAttachment, PolicyType } from '@tollgate/contract/resources/policy-attachment'
import { movedBefore, movedBy } from './move-policy.ts'
import classes from './policy-path.module.css'
import { PolicyRow, type RowMoves } from './policy-row.tsx'
import type { PolicyHit } from './use-policy-hits.ts'

interface PolicyRowsProps {
  readonly label: string
  /** Those that are shown here, in the order in which they run. */
  readonly shown: readonly PolicyAttachment[]
  /** The ids of all of the scope, in their order. */
  readonly all: readonly string[]
  readonly types: readonly PolicyType[]
  readonly hits: readonly PolicyHit[] | undefined
  /** undefined: they are only shown. */
  readonly onOrder?: ((ids: string[]) => void) | undefined
  readonly onOpen?: ((id: string) => void) | undefined
}

/** Policies in their order, which may be changed. */
export function PolicyRows({ label, shown, all, types, hits, onOrder, onOpen }: PolicyRowsProps) {
  const shownIds = shown.map(({ id }) => id)
  const movesOf = (id: string): RowMoves | undefined => {
    if (onOrder === undefined) return undefined
    const step = (steps: 1 | -1) => {
      const next = movedBy(all, { moved: id, shown: shownIds, steps })
      return next === undefined ? undefined : () => onOrder(next)
    }
    return {
      up: step(-1),
      down: step(1),
      takeIn: (other) => {
        if (!all.includes(other) || other === id) return
        const isBelow = all.indexOf(other) < all.indexOf(id)
        const behind = all[all.indexOf(id) + 1]
        onOrder(isBelow ? movedBefore(all, other, behind) : movedBefore(all, other, id))
      },
    }
  }
  return (
    <ol className={classes.rows} aria-label={label}>
      {shown.map((attachment) => (
        <PolicyRow
          key={attachment.id}
          attachment={attachment}
          type={types.find(({ name }) => name === attachment.policy)}
          hits={hits}
          moves={movesOf(attachment.id)}
          onOpen={onOpen === undefined ? undefined : () => onOpen(attachment.id)}
        />
      ))}
    </ol>
  )
}
