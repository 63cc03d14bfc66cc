import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import classes from './drawer.module.css'

export interface Fact {
  readonly name: string
  readonly value: string
  /** Behind the value, such as "claimed". */
  readonly note?: string
  readonly to?: string
}

/** Names and values below each other. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(({ name, value, note, to }) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>
            {to === undefined ? value : <Link to={to}>{value}</Link>}
            {note !== undefined && (
              <Text span size="xs" c="dimmed">
                {' '}
                {note}
              </Text>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
