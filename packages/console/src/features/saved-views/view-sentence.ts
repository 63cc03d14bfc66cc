import { dimensionNames, isDimension } from '../../ui/usage/dimensions.ts'
import { measureNames, measures } from '../../ui/usage/measures.ts'
import { periods, presetPeriod } from '../../ui/usage/usage-period.ts'

const pages: Readonly<Record<string, string>> = {
  '/analytics': 'Overview',
  '/analytics/explore': 'Explore',
  '/analytics/exchanges': 'Exchanges',
  '/analytics/conversations': 'Conversations',
  '/analytics/guardrails': 'Guardrails',
  '/analytics/providers': 'Providers',
}

/** `Explore, 30 days, money by team, Outcome is refused`: what somebody will see there. */
export function viewSentence(address: string): string {
  const { pathname, searchParams } = new URL(address, 'https://console.invalid')
  const { from, to, range, by, and, measure, ...rest } = Object.fromEntries(searchParams)
  const period = periods.find(({ value }) => value === (range ?? presetPeriod))?.label
  const filters = Object.entries(rest).flatMap(([name, value]) =>
    isDimension(name) ? [`${dimensionNames[name]} is ${value}`] : [],
  )
  const known = measureNames.find((name) => name === measure)
  const parts = [
    pages[pathname] ?? pathname,
    from === undefined ? period : `${from} – ${to ?? 'today'}`,
    known === undefined ? undefined : measures[known].name.toLowerCase(),
    isDimension(by) ? `by ${dimensionNames[by].toLowerCase()}` : undefined,
    isDimension(and) ? `and by ${dimensionNames[and].toLowerCase()}` : undefined,
    ...filters,
  ]
  return parts.filter((part) => part !== undefined).join(', ')
}
