import { useNavigate } from '@tanstack/react-router'
import { useAnswerPages } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { shownCount, shownMoney, shownMs } from '../../ui/numbers.ts'
import { Page } from '../../ui/page.tsx'
import { UsageBar } from '../../ui/usage/usage-bar.tsx'
import { useUsage } from '../../ui/usage/use-usage.ts'

/** What did this agent do? */
export function ConversationsPage() {
  const { query, period } = useUsage()
  const navigate = useNavigate()
  const asked = useAnswerPages('listUsageConversations', { query: { ...query, limit: 50 } })
  return (
    <Page title="Conversations" says="Threads of agents, as they say themselves, and what each has cost." isWide>
      <UsageBar />
      <Answered asked={asked} lines={10}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          return items.length === 0 ? (
            <Empty says="No conversation in this time. Codex names its conversations by itself; other agents do where they can." />
          ) : (
            <DataTable
              label="Conversations"
              rows={items}
              rowId={({ applicationId, conversation }) => `${applicationId} ${conversation}`}
              onOpen={({ conversation }) =>
                void navigate({
                  href: `/analytics/conversations/${encodeURIComponent(conversation)}?${new URLSearchParams({ ...period })}`,
                })
              }
              onMore={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
              columns={[
                { name: 'Repository', cell: ({ repository }) => repository ?? 'not known' },
                { name: 'Person', cell: ({ person }) => person ?? '–', isMinor: true },
                { name: 'Application', cell: ({ application }) => application, isMinor: true },
                { name: 'Agent', cell: ({ agent }) => agent ?? '–', isMinor: true },
                { name: 'Turns', cell: ({ turns }) => shownCount(turns), isNumber: true },
                { name: 'Tokens', cell: ({ totalTokens }) => shownCount(totalTokens), isNumber: true, isMinor: true },
                { name: 'Money', cell: ({ costUsd }) => shownMoney(costUsd * 1e6), isNumber: true },
                {
                  ...{ name: 'Lasted', isNumber: true, isMinor: true },
                  cell: ({ firstAt, lastAt }) => shownMs(Date.parse(lastAt) - Date.parse(firstAt)),
                },
                { name: 'Last', cell: ({ lastAt }) => <Moment at={lastAt} /> },
              ]}
            />
          )
        }}
      </Answered>
    </Page>
  )
}
