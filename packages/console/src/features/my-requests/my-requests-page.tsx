import { Button, Group, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { AccessRequest } from '@tollgate/contract/resources/request'
import { useAnswerPages } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMe } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { requestStates, wishOf } from '../../ui/request-words.ts'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { StateWord } from '../../ui/state-word.tsx'

const everyMs = 10_000

/** What am I waiting for? */
export function MyRequestsPage() {
  const { person } = useMe()
  const navigate = useNavigate()
  const asked = useAnswerPages('listRequests', { query: { limit: 100 } }, { everyMs })
  return (
    <Page
      title="My requests"
      says="What you asked for, and what was answered."
      action={<Button onClick={() => void navigate({ href: '/devportal/catalogue' })}>Request access</Button>}
    >
      <Answered asked={asked}>
        {({ pages }) => {
          // Those that one may answer stand there too.
          const items = pages.flatMap((page) => page.items).filter(({ personId }) => personId === person?.id)
          return items.length === 0 ? (
            <Empty says="You wait for nothing. Where a plan, a key or a higher limit needs an approval, it stands here until it is answered." />
          ) : (
            <Stack component="ul" gap="sm" m={0} p={0}>
              {items.map((request) => (
                <MyRequest key={request.id} request={request} />
              ))}
            </Stack>
          )
        }}
      </Answered>
    </Page>
  )
}

function MyRequest({ request }: { readonly request: AccessRequest }) {
  const { id, state, why, answer, createdAt, answeredAt } = request
  const [word, tone] = requestStates[state]
  const withdraw = useChange('withdrawRequest', { says: () => 'Withdrawn. You may ask again.' })
  return (
    <Stack component="li" style={{ listStyle: 'none' }}>
      <Block>
        <Stack gap={6}>
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <Text style={{ overflowWrap: 'anywhere' }}>You asked for {wishOf(request)}</Text>
            <StateWord tone={tone}>{word}</StateWord>
          </Group>
          <Text size="sm" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
            Asked <Moment at={createdAt} />
            {why !== '' && `: ${why}`}
          </Text>
          {answeredAt !== null && (
            <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
              Answered <Moment at={answeredAt} />
              {answer !== null && answer !== '' && `: ${answer}`}
            </Text>
          )}
          {state === 'open' && (
            <Group>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Withdraw: ${wishOf(request)}`}
                loading={withdraw.isPending}
                onClick={() => withdraw.mutate({ params: { id } })}
              >
                Withdraw
              </Button>
            </Group>
          )}
          <ApprovedKey request={request} />
        </Stack>
      </Block>
    </Stack>
  )
}

/** A key that was approved is made by whoever asked for it: nobody else sees it. */
function ApprovedKey({ request: { id, kind, state, details } }: { readonly request: AccessRequest }) {
  const make = useChange('createRequestedKey', { says: () => 'The key is there.' })
  if (kind !== 'key' || state !== 'approved') return null
  if (make.data?.key) return <SecretOnce label="Key" secret={make.data.key} />
  if (details.keyId !== undefined) return null
  return (
    <Group>
      <Button size="compact-sm" loading={make.isPending} onClick={() => make.mutate({ params: { id } })}>
        Make the key
      </Button>
    </Group>
  )
}
