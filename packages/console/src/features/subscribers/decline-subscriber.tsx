import { Textarea } from '@mantine/core'
import type { Subscription } from '@tollgate/contract/resources/subscription'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { SubscriberForm } from './subscriber-form.tsx'

interface DeclineSubscriberProps {
  readonly subscription: Subscription
  readonly onClose: () => void
}

/** No, with a sentence. */
export function DeclineSubscriber({ subscription, onClose }: DeclineSubscriberProps) {
  const [answer, setAnswer] = useState('')
  const { applicationName } = subscription
  const refuse = useChange('refuseSubscription', {
    hasOwnProblem: true,
    says: () => `${applicationName} was declined.`,
    afterwards: onClose,
  })
  return (
    <SubscriberForm
      title={`Decline ${applicationName}`}
      action="Decline"
      isReady={answer.trim() !== ''}
      isBusy={refuse.isPending}
      problem={refuse.error}
      onSubmit={() => refuse.mutate({ params: { id: subscription.id }, body: { answer } })}
      onClose={onClose}
    >
      <Textarea
        label="Why not"
        description="Whoever asked reads it. They may ask again."
        value={answer}
        onChange={(event) => setAnswer(event.currentTarget.value)}
        required
        data-autofocus
      />
    </SubscriberForm>
  )
}
