import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { lastDay } from '../../ui/last-day.ts'
import { shownCount, shownMoney } from '../../ui/numbers.ts'

/** Who used it most in the last day. */
export function TopApplications({ apiId }: { readonly apiId: string }) {
  const asked = useAnswer('getUsageBreakdown', {
    query: { ...lastDay(), api: [apiId], by: 'application', order: 'cost', limit: 8 },
  })
  return (
    <Block title="Top applications">
      <Answered asked={asked}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty says="Nobody called it in the last 24 hours." />
          ) : (
            <DataTable
              label="Top applications"
              rows={items}
              rowId={({ value, isRest }) => `${value}${isRest}`}
              columns={[
                {
                  name: 'Application',
                  cell: ({ value, name, isRest }) =>
                    isRest ? (
                      'all others'
                    ) : (
                      <Anchor
                        component={Link}
                        to={`/analytics/exchanges?${new URLSearchParams({ api: apiId, application: value ?? '' })}`}
                        size="sm"
                      >
                        {name ?? 'without an application'}
                      </Anchor>
                    ),
                },
                { name: 'Calls', isNumber: true, cell: ({ calls }) => shownCount(calls) },
                { name: 'Tokens', isNumber: true, isMinor: true, cell: ({ totalTokens }) => shownCount(totalTokens) },
                { name: 'Money', isNumber: true, cell: ({ costUsd }) => shownMoney(costUsd * 1e6) },
              ]}
            />
          )
        }
      </Answered>
    </Block>
  )
}
