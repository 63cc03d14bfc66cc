import type { PolicyTrialSpan } from '@tollgate/contract/resources/policy-trial'
import classes from './bench.module.css'
import { markedParts } from './marked-parts.ts'

interface MarkedTextProps {
  readonly label: string
  readonly text: string
  readonly spans: readonly Pick<PolicyTrialSpan, 'start' | 'end' | 'text' | 'label'>[]
}

/** A text with what was found in it marked, and named. */
export function MarkedText({ label, text, spans }: MarkedTextProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so has to be reached by keys.
    <section className={classes.text} aria-label={label} tabIndex={0}>
      {markedParts(text, spans).map(({ text: part, label: found, start }) =>
        found === undefined ? (
          <span key={start}>{part}</span>
        ) : (
          <mark key={start} className={classes.mark}>
            {part}
            <span className={classes.label}> {found}</span>
          </mark>
        ),
      )}
    </section>
  )
}
