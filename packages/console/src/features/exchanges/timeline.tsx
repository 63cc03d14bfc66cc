import type { UsageExchange } from '@tollgate/contract/resources/usage'
import { shownMs } from '../../ui/numbers.ts'
import classes from './drawer.module.css'

type Entry = UsageExchange['timeline'][number]

/** The phases of a call, each with its time and its place in the whole. */
export function Timeline({ call: { timeline, totalMs } }: { readonly call: UsageExchange }) {
  const whole = Math.max(totalMs, 0.01)
  return (
    <ol className={classes.timeline}>
      {phasesOf(timeline).map(({ name, from, to }) => (
        <li key={`${from} ${name}`} className={classes.phase}>
          <span>{name}</span>
          <span className={classes.ms}>{shownMs(to - from)}</span>
          <svg className={classes.phaseBar} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect className={classes.ground} width={100} height={6} />
            <rect
              className={classes.part}
              x={Math.min(99.5, (100 * from) / whole)}
              width={Math.max(0.5, (100 * (to - from)) / whole)}
              height={6}
            />
          </svg>
        </li>
      ))}
    </ol>
  )
}

interface Phase {
  readonly name: string
  /** Milliseconds from the first byte of the request. */
  readonly from: number
  readonly to: number
}

/** From each entry to the next. */
function phasesOf(timeline: readonly Entry[]): Phase[] {
  return timeline.slice(1).map((entry, place) => {
    const before = timeline[place]
    return { name: phaseName(before, entry), from: before?.atMs ?? 0, to: entry.atMs }
  })
}

const names: Readonly<Record<Entry['what'], string>> = {
  received: 'received',
  'provider asked': 'read, checked, admitted, until the provider was asked',
  'provider answered': 'until the provider’s head',
  'first byte': 'until the first byte to the client',
  'provider done': 'until the provider was done',
  done: 'until the last byte to the client',
}

function phaseName(before: Entry | undefined, entry: Entry): string {
  const isAgain = entry.what === 'provider asked' && (entry.attempt ?? 1) > 1
  if (isAgain) return `waited to try again (try ${entry.attempt})`
  return before?.what === 'received' && entry.what === 'done' ? 'everything' : names[entry.what]
}
