import { useNavigate } from '@tanstack/react-router'
import { Block } from '../../ui/block.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/moment.tsx'
import { counted, shownCount, shownMoney, shownMs } from '../../ui/numbers.ts'
import { StateWord } from '../../ui/state-word.tsx'
import { toolsCalled } from '../../ui/tools-called.ts'
import type { Conversation } from './conversation-page.tsx'

interface TurnProps {
  readonly turn: Conversation['turns'][number]
  readonly number: number
}

/** What somebody asked once, and the calls that it took. */
export function Turn({ turn, number }: TurnProps) {
  const navigate = useNavigate()
  const says = `${counted(turn.calls, 'call')}, ${counted(turn.totalTokens, 'token')}, ${shownMoney(turn.costUsd * 1e6)}`
  return (
    <Block title={turn.turn === null ? 'Outside any turn' : `Turn ${number}`} says={says}>
      <DataTable
        label={`Calls of turn ${number}`}
        rows={turn.requests}
        rowId={({ id }) => id}
        onOpen={({ id }) => void navigate({ href: `/analytics/exchanges?${new URLSearchParams({ open: id })}` })}
        columns={[
          { name: 'Time', cell: ({ at }) => <Moment at={at} /> },
          {
            name: 'Outcome',
            cell: ({ outcome }) => (
              <StateWord tone={outcome === 'refused' ? 'warning' : outcome === 'failed' ? 'bad' : 'plain'}>
                {outcome}
              </StateWord>
            ),
          },
          { name: 'For', cell: ({ purpose, subagent }) => subagent ?? purpose ?? '–', isMinor: true },
          { name: 'Model', cell: ({ model }) => model ?? '–', isMinor: true },
          { name: 'Tools', cell: ({ tools }) => toolsCalled(tools) || '–', isMinor: true },
          { name: 'Tokens', cell: ({ totalTokens }) => shownCount(totalTokens), isNumber: true },
          { name: 'Took', cell: ({ totalMs }) => shownMs(totalMs), isNumber: true, isMinor: true },
        ]}
      />
    </Block>
  )
}
