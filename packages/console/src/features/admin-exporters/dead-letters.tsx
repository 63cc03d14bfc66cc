import { Button, Group, Stack, Text } from '@mantine/core'
import type { Exporter } from '@tollgate/contract/resources/exporter'
import { useAnswerPages } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/moment.tsx'
import { shownCount } from '../../ui/numbers.ts'

/** Calls that a target will never take as they are, and what it said of each. */
export function DeadLetters({ exporter: { id, deadLetters } }: { readonly exporter: Exporter }) {
  const asked = useAnswerPages('listDeadLetters', { params: { id }, query: { limit: 50 } })
  const isAllowed = useMay()('settings:manage')
  const queue = useChange('queueDeadLetters', { says: ({ queued }) => `${shownCount(queued)} are sent again.` })
  return (
    <Answered asked={asked}>
      {({ pages }) => {
        const letters = pages.flatMap(({ items }) => items)
        if (letters.length === 0) return <Text c="dimmed">None.</Text>
        return (
          <Stack gap="sm">
            <DataTable
              label="Calls that were given up"
              rows={letters}
              rowId={({ number }) => String(number)}
              columns={[
                { name: 'Call', cell: ({ requestId }) => requestId },
                { name: 'What the target said', cell: ({ reason }) => reason },
                { name: 'When', cell: ({ at }) => <Moment at={at} />, isMinor: true },
                { name: 'State', cell: ({ isQueued }) => (isQueued ? 'waiting again' : 'given up'), isMinor: true },
              ]}
              onMore={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
            />
            {isAllowed && (
              <Group>
                <Button
                  variant="default"
                  loading={queue.isPending}
                  onClick={() => queue.mutate({ params: { id }, body: {} })}
                >
                  {`Put all ${shownCount(deadLetters)} back`}
                </Button>
              </Group>
            )}
          </Stack>
        )
      }}
    </Answered>
  )
}
