import { Anchor, Group, SimpleGrid, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { usageConversationDetailSchema } from '@tollgate/contract/resources/usage'
import type { z } from 'zod'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { counted, shownCount, shownMoney } from '../../ui/numbers.ts'
import { Page } from '../../ui/page.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { useId } from '../../ui/use-id.ts'
import { conversationHead } from './conversation-head.ts'
import { Turn } from './turn.tsx'

export type Conversation = z.output<typeof usageConversationDetailSchema>

/** One thread of an agent: what it was about, what it cost, and every call of it. */
export function ConversationPage() {
  const id = useId()
  const { values } = useAddress()
  const { from, to } = values
  const asked = useAnswer('getUsageConversation', { params: { id }, query: { from, to } })
  return (
    <Page title="Conversation" says={asked.data === undefined ? undefined : conversationHead(asked.data)} isWide>
      <Answered asked={asked} lines={10}>
        {(conversation) => (
          <>
            <CopyField label="Conversation id" value={conversation.conversation} />
            <Numbers conversation={conversation} />
            <Parts conversation={conversation} />
            {!conversation.isWhole && (
              <Text size="sm" c="dimmed">
                It has more calls than are shown here: these are the newest.
              </Text>
            )}
            {conversation.turns.map((turn, place) => (
              <Turn key={turn.turn ?? `no turn ${turn.firstAt}`} turn={turn} number={place + 1} />
            ))}
          </>
        )}
      </Answered>
    </Page>
  )
}

function Numbers({ conversation }: { readonly conversation: Conversation }) {
  const { turns, calls, totalTokens, costUsd } = conversation
  const numbers = [
    ['Turns', shownCount(turns.length)],
    ['Calls', shownCount(calls)],
    ['Tokens', shownCount(totalTokens)],
    ['Money', shownMoney(costUsd * 1e6)],
  ] as const
  return (
    <Block title="In all">
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        {numbers.map(([name, value]) => (
          <div key={name}>
            <Text size="xs" c="dimmed">
              {name}
            </Text>
            <Text fz={28} lh="32px" fw={500}>
              {value}
            </Text>
          </div>
        ))}
      </SimpleGrid>
    </Block>
  )
}

/** Who started it, which sub-agents worked in it, and what the model called. */
function Parts({ conversation: { parentConversations, subagents, tools } }: { readonly conversation: Conversation }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      {tools.length > 0 && (
        <Block title="Tools" says="What the model called, and how often.">
          <Rows rows={tools.map(({ name, calls }) => [name, shownCount(calls)])} />
        </Block>
      )}
      {(parentConversations.length > 0 || subagents.length > 0) && (
        <Block title="Sub-agents">
          {parentConversations.map((parent) => (
            <Text key={parent} size="sm">
              Started by{' '}
              <Anchor
                component={Link}
                to={`/analytics/conversations/${encodeURIComponent(parent)}`}
                size="sm"
                underline="always"
              >
                {parent}
              </Anchor>
            </Text>
          ))}
          <Rows
            rows={subagents.map(({ name, calls, totalTokens, costUsd }) => [
              name,
              `${counted(calls, 'call')}, ${counted(totalTokens, 'token')}, ${shownMoney(costUsd * 1e6)}`,
            ])}
          />
        </Block>
      )}
    </SimpleGrid>
  )
}

function Rows({ rows }: { readonly rows: ReadonlyArray<readonly [name: string, says: string]> }) {
  return rows.map(([name, says]) => (
    <Group key={name} justify="space-between" wrap="nowrap">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Text>
      <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        {says}
      </Text>
    </Group>
  ))
}
