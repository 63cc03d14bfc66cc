import type { Api } from '@tollgate/contract/resources/api'
import { apiStateMeaning } from '../../ui/api-state.tsx'
import classes from './lifecycle-line.module.css'

const states = ['created', 'published', 'blocked', 'deprecated', 'retired'] as const

/** The states of an API in the order of a life, and where this one is. */
export function LifecycleLine({ state }: { readonly state: Api['state'] }) {
  return (
    <ol className={classes.line} aria-label="States of an API">
      {states.map((one) => (
        <li key={one} className={classes.state} aria-current={one === state ? 'step' : undefined}>
          <span className={classes.name}>{one}</span>
          <span className={classes.meaning}>{apiStateMeaning(one)}</span>
        </li>
      ))}
    </ol>
  )
}
