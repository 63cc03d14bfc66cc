import { Text } from '@mantine/core'
import type { UsageDimension } from '@tollgate/contract/resources/usage'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { type Ranked, Ranking } from '../../ui/charts/ranking.tsx'
import { dimensionNames } from '../../ui/usage/dimensions.ts'
import { type MeasureName, measures } from '../../ui/usage/measures.ts'
import { largestAtMost } from '../../ui/usage/use-stacked.ts'
import { useUsage } from '../../ui/usage/use-usage.ts'

interface TopProps {
  readonly by: UsageDimension
  readonly measure: MeasureName
}

/** Who, or what, used most; each leads to its calls. */
export function Top({ by, measure }: TopProps) {
  const { query, callsWith } = useUsage()
  const { order, of, shown } = measures[measure]
  const asked = useAnswer('getUsageBreakdown', { query: { ...query, by, order, limit: largestAtMost } })
  return (
    <Block title={dimensionNames[by]}>
      <Answered asked={asked} lines={6}>
        {({ items }) => {
          const rows = items.map((item): Ranked => {
            const name = item.isRest ? 'the others' : (item.name ?? 'not known')
            const value = item.value ?? ''
            const to = item.isRest || value === '' ? {} : { to: callsWith({ [by]: value }) }
            return { key: item.isRest ? 'rest' : `is ${value}`, name, value: of(item), ...to }
          })
          const some = rows.filter(({ value }) => value > 0)
          return some.length === 0 ? (
            <Text c="dimmed" size="sm">
              Nothing in this time.
            </Text>
          ) : (
            <Ranking label={dimensionNames[by]} rows={some} shown={shown} />
          )
        }}
      </Answered>
    </Block>
  )
}
