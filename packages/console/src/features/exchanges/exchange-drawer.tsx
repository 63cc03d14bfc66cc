import { Anchor, Drawer, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { UsageExchange } from '@tollgate/contract/resources/usage'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { explainRefusal } from '../../ui/explain-refusal.ts'
import { Moment } from '../../ui/moment.tsx'
import { useUsage } from '../../ui/usage/use-usage.ts'
import { callAsCurl } from './call-as-curl.ts'
import { Facts } from './facts.tsx'
import { outcomeSentence } from './outcome-sentence.ts'
import { OutcomeWord } from './outcome-word.tsx'
import { Timeline } from './timeline.tsx'
import { Tries } from './tries.tsx'
import { Verdicts } from './verdicts.tsx'
import { costFacts, whoFacts } from './what-is-known.ts'

/** One exchange, wherever in the log it is: the address names it. */
export function ExchangeDrawer() {
  const { values, set } = useUsage()
  const id = values.open ?? ''
  return (
    <Drawer opened={id !== ''} onClose={() => set({ open: '' })} title="Exchange" size="xl">
      {id !== '' && <Exchange key={id} id={id} />}
    </Drawer>
  )
}

function Exchange({ id }: { readonly id: string }) {
  const asked = useAnswer('getUsageRequest', { params: { id } })
  return (
    <Answered asked={asked} lines={10}>
      {(call) => (
        <Stack>
          <Group gap="sm">
            <OutcomeWord outcome={call.outcome} />
            <Text size="sm" c="dimmed" component="div">
              {call.status} · <Moment at={call.at} />
            </Text>
          </Group>
          <Text>{outcomeSentence(call)}</Text>
          {call.outcome === 'refused' && <Cure call={call} />}
          <CopyField label="Request id" value={call.id} />
          {call.conversation !== null && (
            <Anchor component={Link} to={`/analytics/conversations/${encodeURIComponent(call.conversation)}`}>
              Open the conversation
            </Anchor>
          )}
          <Block title="Timeline">
            <Timeline call={call} />
          </Block>
          <Block title="Rules">
            <Verdicts verdicts={call.verdicts} />
          </Block>
          <Block title="Tries">
            <Tries tries={call.tries} />
          </Block>
          <Block title="Usage and money">
            <Facts facts={costFacts(call)} />
          </Block>
          <Block title="Who and where from" says="What the client says of itself is a claim.">
            <Facts facts={whoFacts(call)} />
          </Block>
          <Payload payload={call.payload} />
          <CopyField label="As curl" value={callAsCurl(call)} />
        </Stack>
      )}
    </Answered>
  )
}

/** What helps against a refusal, for the one who made the call. */
function Cure({ call: { refusalCode, apiId, applicationId } }: { readonly call: UsageExchange }) {
  const { cure, link } = explainRefusal(refusalCode, { apiId, applicationId })
  return (
    <Text size="sm" component="div">
      {cure}{' '}
      {link !== undefined && (
        <Anchor component={Link} to={link.path} size="sm" underline="always">
          {link.name}
        </Anchor>
      )}
    </Text>
  )
}

function Payload({ payload }: Pick<UsageExchange, 'payload'>) {
  if (payload === null)
    return (
      <Block title="Request">
        <Text size="sm" c="dimmed">
          It is not kept: the API does not keep requests, or keeps newer ones by now.
        </Text>
      </Block>
    )
  return (
    <Block
      title="Request"
      says={payload.capture === 'redacted' ? 'As it left for the provider, masked.' : 'As it came.'}
    >
      {payload.body === null ? (
        <Text size="sm" c="dimmed">
          {payload.bytes} bytes are kept. Those who may change the policies of the API see them.
        </Text>
      ) : (
        <CopyField label="Body" value={payload.body} />
      )}
    </Block>
  )
}
