import { Button } from '@mantine/core'
import type { Answer } from '../../client/call.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { counted } from '../../ui/numbers.ts'
import { Page } from '../../ui/page.tsx'
import { saveCsv } from '../../ui/save-csv.ts'
import { UsageBar } from '../../ui/usage/usage-bar.tsx'
import { useUsage } from '../../ui/usage/use-usage.ts'
import { ProviderTable } from './provider-table.tsx'

type Health = Answer<'getUsageProviders'>

/** Us or them? */
export function ProviderHealthPage() {
  const { query, callsWith } = useUsage()
  const asked = useAnswer('getUsageProviders', { query })
  return (
    <Page
      title="Providers"
      says="How each provider and its endpoints answered, and whose the trouble is."
      action={
        <Button disabled={asked.data === undefined} onClick={() => asked.data !== undefined && save(asked.data)}>
          Export
        </Button>
      }
    >
      <UsageBar />
      <Answered asked={asked}>
        {(known) =>
          known.items.length === 0 ? (
            <Empty says="No call in this time. Providers that were asked stand here, with how they answered." />
          ) : (
            <Block title="Providers and endpoints" says={<CountedFrom health={known} />}>
              <ProviderTable rows={known.items} callsWith={callsWith} />
            </Block>
          )
        }
      </Answered>
    </Page>
  )
}

function CountedFrom({ health: { calls, countedFrom } }: { readonly health: Health }) {
  return (
    <>
      {counted(calls, 'call')} looked through; that goes back to <Moment at={countedFrom} />.
    </>
  )
}

function save({ items }: Health): void {
  const head = [
    ...['provider', 'endpoint', 'calls', 'asked', 'errors', '429', 'other 4xx', 'failovers', 'failed here'],
    ...['first byte p50 ms', 'first byte p95 ms', 'whose', 'why'],
  ]
  const rows = items.map((row) => [
    ...[row.provider, row.endpoint, row.calls, row.asked, row.errors, row.limited, row.rejected, row.failovers],
    ...[row.ours, row.firstByteMs.p50, row.firstByteMs.p95, row.whose, row.why],
  ])
  saveCsv('providers', [head, ...rows])
}
