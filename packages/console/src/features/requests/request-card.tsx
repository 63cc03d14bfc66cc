import { Button, Group, Stack, Text } from '@mantine/core'
import type { AccessRequest } from '@tollgate/contract/resources/request'
import { useState } from 'react'
import { LimitsUsed } from '../../ui/limits-used.tsx'
import { Moment } from '../../ui/moment.tsx'
import { requestStates, wishOf } from '../../ui/request-words.ts'
import { StateWord } from '../../ui/state-word.tsx'
import { DeclineForm } from './decline-form.tsx'
import classes from './requests.module.css'
import { useApprove } from './use-approve.ts'

/** One request: who wants what and why, and yes or no. */
export function RequestCard({ request, mayAnswer }: { readonly request: AccessRequest; readonly mayAnswer: boolean }) {
  const { personName, why, createdAt, state, endsAt, subscriptionId, kind, answer, answeredAt } = request
  const [isDeclining, setDeclining] = useState(false)
  const [word, tone] = requestStates[state]
  return (
    <li className={classes.card} aria-label={`${personName} asks for ${wishOf(request)}`}>
      <Stack gap="xs">
        <Group gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
          <Text>
            <b>{personName}</b> asks for {wishOf(request)}
          </Text>
          <StateWord tone={tone}>{word}</StateWord>
        </Group>
        {why !== '' && <Text className={classes.why ?? ''}>{why}</Text>}
        <Text size="sm" c="dimmed" component="div">
          <Moment at={createdAt} />
          {endsAt !== null && (
            <>
              , until <Moment at={endsAt} />
            </>
          )}
        </Text>
        {kind === 'raise' && state === 'open' && subscriptionId !== null && (
          <div>
            <Text size="xs" c="dimmed">
              Used now
            </Text>
            <LimitsUsed subscriptionId={subscriptionId} />
          </div>
        )}
        {answeredAt !== null && answer !== null && (
          <Text size="sm">
            Answered <Moment at={answeredAt} />: {answer}
          </Text>
        )}
        {state === 'open' && mayAnswer && !isDeclining && (
          <Answers request={request} onDecline={() => setDeclining(true)} />
        )}
        {isDeclining && <DeclineForm request={request} onClose={() => setDeclining(false)} />}
      </Stack>
    </li>
  )
}

function Answers({ request, onDecline }: { readonly request: AccessRequest; readonly onDecline: () => void }) {
  const { approve, isBusy } = useApprove(request)
  return (
    <Group gap="sm" className={classes.answers ?? ''}>
      <Button variant="light" loading={isBusy} onClick={approve}>
        Approve
      </Button>
      <Button variant="default" disabled={isBusy} onClick={onDecline}>
        Decline…
      </Button>
    </Group>
  )
}
