import type { Subscription } from '@tollgate/contract/resources/subscription'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { PlanSelect } from './plan-select.tsx'
import { SubscriberForm } from './subscriber-form.tsx'

interface ChangePlanProps {
  readonly subscription: Subscription
  readonly onClose: () => void
}

/** Another plan for one subscriber, at once. */
export function ChangePlan({ subscription, onClose }: ChangePlanProps) {
  const [planId, setPlanId] = useState(subscription.planId)
  const { applicationName } = subscription
  const update = useChange('updateSubscription', {
    hasOwnProblem: true,
    says: ({ planName }) => `${applicationName} has the plan ${planName ?? 'none'} now.`,
    afterwards: onClose,
  })
  return (
    <SubscriberForm
      title={`Plan of ${applicationName}`}
      action="Change"
      isReady={planId !== null && planId !== subscription.planId}
      isBusy={update.isPending}
      problem={update.error}
      onSubmit={() => planId !== null && update.mutate({ params: { id: subscription.id }, body: { planId } })}
      onClose={onClose}
    >
      <PlanSelect apiId={subscription.apiId} value={planId} onChange={setPlanId} />
    </SubscriberForm>
  )
}
