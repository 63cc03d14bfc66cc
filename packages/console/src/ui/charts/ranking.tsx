import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import classes from './ranking.module.css'

export interface Ranked {
  readonly key: string
  readonly name: string
  readonly value: number
  /** Where what is behind it is; left out: nowhere. */
  readonly to?: string
}

interface RankingProps {
  readonly label: string
  readonly rows: readonly Ranked[]
  readonly shown: (value: number) => string
}

/** The largest first, each with a bar as long as its share of the largest. */
export function Ranking({ label, rows, shown }: RankingProps) {
  const most = Math.max(...rows.map(({ value }) => value), 1)
  return (
    <ul className={classes.list} aria-label={label}>
      {rows.map(({ key, name, value, to }) => (
        <li key={key} className={classes.row}>
          <span className={classes.name} title={name}>
            {to === undefined ? (
              name
            ) : (
              <Anchor component={Link} to={to} size="sm">
                {name}
              </Anchor>
            )}
          </span>
          <span className={classes.value}>{shown(value)}</span>
          <svg className={classes.bar} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect className={classes.track} width={100} height={4} />
            <rect className={classes.fill} width={(100 * value) / most} height={4} />
          </svg>
        </li>
      ))}
    </ul>
  )
}
