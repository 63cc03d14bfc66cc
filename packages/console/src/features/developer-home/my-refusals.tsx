import { Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { UsageRequestView } from '@tollgate/contract/resources/usage'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { Empty } from '../../ui/empty.tsx'
import { explainRefusal } from '../../ui/explain-refusal.ts'
import { Moment } from '../../ui/moment.tsx'
import { StateWord } from '../../ui/state-word.tsx'

const askAgainMs = 15_000
const dayMs = 86_400_000

/** Why was I refused, and what do I do? */
export function MyRefusals({ email }: { readonly email: string }) {
  const from = new Date(Date.now() - 7 * dayMs).toISOString().slice(0, 10)
  const asked = useAnswer(
    'listUsageRequests',
    { query: { from, person: [email], outcome: ['refused'], limit: 5 } },
    { everyMs: askAgainMs },
  )
  return (
    <Block title="Why I was refused" says="The last refusals of the last 7 days.">
      <Answered asked={asked} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty says="None of your calls was refused. When one is, its reason and what to do about it stand here." />
          ) : (
            <Stack component="ul" gap="md" m={0} p={0}>
              {items.map((call) => (
                <Refusal key={call.id} call={call} />
              ))}
            </Stack>
          )
        }
      </Answered>
    </Block>
  )
}

/** The exchange has the exact sentence: it names the limit, the rule or the application. */
function Refusal({ call }: { readonly call: UsageRequestView }) {
  const { id, at, api, applicationId, apiId, application, model, refusalCode } = call
  const exchange = useAnswer('getUsageRequest', { params: { id } })
  const { says, cure, link } = explainRefusal(refusalCode, { apiId, applicationId })
  return (
    <Stack component="li" gap={4} style={{ listStyle: 'none' }}>
      <Group gap="sm">
        <StateWord tone="warning">refused</StateWord>
        <Text size="sm" c="dimmed" component="div">
          <Moment at={at} /> · {[application, api, model].filter(Boolean).join(' · ')}
        </Text>
      </Group>
      <Text size="sm">{exchange.data?.refusal?.message ?? says}</Text>
      <Text size="sm" component="div">
        {cure}{' '}
        {link !== undefined && (
          <>
            <Anchor component={Link} to={link.path} size="sm" underline="always">
              {link.name}
            </Anchor>
            {' · '}
          </>
        )}
        <Anchor
          component={Link}
          to={`/analytics/exchanges?${new URLSearchParams({ open: id })}`}
          size="sm"
          underline="always"
        >
          See this call
        </Anchor>
      </Text>
    </Stack>
  )
}
