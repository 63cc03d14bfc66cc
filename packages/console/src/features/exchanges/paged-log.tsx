import { useAnswerPages } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { relativeTime } from '../../ui/moment.tsx'
import { useUsage } from '../../ui/usage/use-usage.ts'
import { LogTable } from './log-table.tsx'

const callsAPage = 50

/** The log page by page; a page may be short, because it looks only so far back. */
export function PagedLog() {
  const { query } = useUsage()
  const asked = useAnswerPages('listUsageRequests', { query: { ...query, limit: callsAPage } })
  return (
    <Answered asked={asked} lines={12}>
      {({ pages }) => {
        const scannedTo = pages.at(-1)?.scannedTo
        const hasMore = asked.hasNextPage && scannedTo !== undefined
        return (
          <LogTable
            calls={pages.flatMap(({ items }) => items)}
            onMore={hasMore ? () => void asked.fetchNextPage() : undefined}
            says={hasMore ? `Looked back as far as ${relativeTime(Date.parse(scannedTo), Date.now())}.` : undefined}
          />
        )
      }}
    </Answered>
  )
}
