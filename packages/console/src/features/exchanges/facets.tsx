import { Text, UnstyledButton } from '@mantine/core'
import type { UsageDimension } from '@tollgate/contract/resources/usage'
import { useAnswer } from '../../client/use-answer.ts'
import { shownCount } from '../../ui/numbers.ts'
import { dimensionNames } from '../../ui/usage/dimensions.ts'
import { useUsage } from '../../ui/usage/use-usage.ts'
import classes from './exchanges.module.css'

const shown = ['outcome', 'application', 'person', 'model', 'agent', 'repository', 'refusalCode'] as const
const valuesAtMost = 6

/** What the calls are, with counts; a press shows those alone, another one all again. */
export function Facets() {
  return (
    <nav className={classes.facets} aria-label="Filter by">
      {shown.map((by) => (
        <Facet key={by} by={by} />
      ))}
    </nav>
  )
}

function Facet({ by }: { readonly by: UsageDimension }) {
  const { query, filters, set } = useUsage()
  const asked = useAnswer('getUsageBreakdown', { query: { ...query, by, order: 'calls', limit: valuesAtMost } })
  const known = asked.data?.items.filter(({ value, isRest, calls }) => !isRest && value && calls > 0) ?? []
  if (known.length === 0) return null
  return (
    <>
      <Text size="xs" c="dimmed" component="h2">
        {dimensionNames[by]}
      </Text>
      <ul className={classes.facetList}>
        {known.map(({ value, name, calls }) => (
          <li key={value}>
            <UnstyledButton
              className={classes.facet ?? ''}
              aria-pressed={filters[by] === value || filters[by] === name}
              onClick={() => set({ [by]: filters[by] === value || filters[by] === name ? '' : (value ?? '') })}
            >
              <span className={classes.facetName}>{name ?? value}</span>
              <span className={classes.facetCount}>{shownCount(calls)}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </>
  )
}
