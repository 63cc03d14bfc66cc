import { Button, SimpleGrid } from '@mantine/core'
import { addressOf } from '../../client/call.ts'
import { useMay } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { Page } from '../../ui/page.tsx'
import { measureOf, measures } from '../../ui/usage/measures.ts'
import { UsageBar } from '../../ui/usage/usage-bar.tsx'
import { useUsage } from '../../ui/usage/use-usage.ts'
import { Numbers } from './numbers.tsx'
import { OverTime } from './over-time.tsx'
import { Top } from './top.tsx'
import { Unusual } from './unusual.tsx'

const rankings = ['person', 'application', 'model', 'team', 'repository', 'agent'] as const

/** What did we use, and is that usual? */
export function UsageOverviewPage() {
  const { query, values } = useUsage()
  const measure = measureOf(values.measure)
  const seesAll = useMay()('usage:read')
  const { order } = measures[measure]
  const file = addressOf('exportUsageBreakdown', { query: { ...query, by: 'person', order, limit: 10_000 } })
  return (
    <Page
      title="Usage"
      says={
        seesAll ? 'What was used, and how that compares.' : 'Your calls, and those of the applications of your teams.'
      }
      action={
        <Button component="a" href={file} download>
          Export
        </Button>
      }
    >
      <UsageBar />
      <Numbers />
      <OverTime />
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {rankings.map((by) => (
          <Top key={by} by={by} measure={measure} />
        ))}
      </SimpleGrid>
      <Block title="Unusual" says="Whose last day is more than three times their own usual day.">
        <Unusual />
      </Block>
    </Page>
  )
}
