import type { Answer } from '../../client/call.ts'
import { Block } from '../../ui/block.tsx'
import { TimeChart } from '../../ui/charts/time-chart.tsx'
import { shownCount } from '../../ui/numbers.ts'

type Hits = Answer<'getUsageGuardrails'>

/** Hits day by day. */
export function HitsOverTime({ hits: { policyHits, days } }: { readonly hits: Hits }) {
  return (
    <Block
      title="Hits over time"
      says={`${shownCount(policyHits)} in all: a policy refused or changed something, or would have.`}
    >
      <TimeChart
        label={`Hits of policies by day, ${shownCount(policyHits)} in all`}
        times={days.map(({ at }) => at)}
        per="day"
        series={[{ key: 'hits', name: 'Hits', values: days.map((day) => day.policyHits) }]}
        shown={shownCount}
        isUnfinished
      />
    </Block>
  )
}
