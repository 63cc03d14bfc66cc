import { Group, NativeSelect } from '@mantine/core'
import type { UsageDimension } from '@tollgate/contract/resources/usage'
import { Block } from '../../ui/block.tsx'
import { dimensionNames, dimensions, isDimension } from '../../ui/usage/dimensions.ts'
import { measureNames, measureOf, measures } from '../../ui/usage/measures.ts'
import { StackedOverTime } from '../../ui/usage/stacked-over-time.tsx'
import { useUsage } from '../../ui/usage/use-usage.ts'

/** The chosen measure over time, stacked by the chosen dimension. */
export function OverTime() {
  const { values, set } = useUsage()
  const by: UsageDimension = isDimension(values.by) ? values.by : 'model'
  const measure = measureOf(values.measure)
  return (
    <Block
      title="Over time"
      action={
        <Group gap="xs">
          <NativeSelect
            aria-label="Measure"
            size="xs"
            value={measure}
            onChange={(event) => set({ measure: event.currentTarget.value })}
            data={measureNames.map((name) => ({ value: name, label: measures[name].name }))}
          />
          <NativeSelect
            aria-label="Stacked by"
            size="xs"
            value={by}
            onChange={(event) => set({ by: event.currentTarget.value })}
            data={dimensions.map((name) => ({ value: name, label: `by ${dimensionNames[name].toLowerCase()}` }))}
          />
        </Group>
      }
    >
      <StackedOverTime by={by} measure={measure} />
    </Block>
  )
}
