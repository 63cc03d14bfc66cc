import { Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Subscription } from '@tollgate/contract/resources/subscription'
import { useAnswer } from '../../client/use-answer.ts'
import { Block } from '../../ui/block.tsx'
import { StateWord, type Tone } from '../../ui/state-word.tsx'

const words: Readonly<Record<Subscription['state'], readonly [word: string, tone: Tone]>> = {
  active: ['active', 'good'],
  pending: ['waiting', 'info'],
  blocked: ['blocked', 'bad'],
  refused: ['declined', 'plain'],
}

/** With which applications I use it already. */
export function MySubscriptions({ apiId }: { readonly apiId: string }) {
  const asked = useAnswer('listSubscriptions', { query: { apiId, limit: 50 } })
  const items = asked.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Block title="Subscribed already">
      <Stack gap={6}>
        {items.map(({ id, applicationId, applicationName, planName, state }) => (
          <Group key={id} gap="sm">
            <Anchor component={Link} to={`/devportal/applications/${applicationId}`} size="sm">
              {applicationName}
            </Anchor>
            <Text size="sm" c="dimmed">
              {planName ?? 'no plan'}
            </Text>
            <StateWord tone={words[state][1]}>{words[state][0]}</StateWord>
          </Group>
        ))}
      </Stack>
    </Block>
  )
}
