import type { AccessRequest } from '@tollgate/contract/resources/request'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { tell } from '../../ui/tell.tsx'

/** Approves, which does what was asked; what can be taken back can be for some seconds. */
export function useApprove(request: AccessRequest) {
  const { id, subscriptionId, kind } = request
  // What it was before: of a subscription that is in use, another plan or raised limits can be undone.
  const { data: before } = useAnswer(
    'getSubscription',
    { params: { id: subscriptionId ?? '' } },
    { isOn: subscriptionId !== null && request.state === 'open' },
  )
  const approve = useChange('approveRequest')
  const remove = useChange('deleteSubscription', {
    says: () => `${request.applicationName} is no subscriber after all. It may ask again.`,
  })
  const changePlan = useChange('updateSubscription', {
    says: ({ planName }) => `${request.applicationName} is on ${planName ?? 'its plan'} again.`,
  })
  const endRaise = useChange('endSubscriptionOverrides', {
    says: () => `${request.applicationName} has the limits of its plan again.`,
  })
  const undo = (): (() => void) | undefined => {
    if (before === undefined || subscriptionId === null) return undefined
    const params = { id: subscriptionId }
    const { planId, overrides, state } = before
    if (kind === 'raise') return overrides === null ? () => endRaise.mutate({ params }) : undefined
    if (kind !== 'subscribe') return undefined
    if (state === 'pending') return () => remove.mutate({ params })
    return planId === null || overrides !== null ? undefined : () => changePlan.mutate({ params, body: { planId } })
  }
  return {
    isBusy: approve.isPending,
    approve: () => {
      // Told by what it was before it is approved.
      const takeBack = undo()
      approve.mutate({ params: { id }, body: {} }, { onSuccess: () => tell(approvedSentence(request), takeBack) })
    },
  }
}

function approvedSentence({ kind, applicationName, personName }: AccessRequest): string {
  switch (kind) {
    case 'subscribe':
      return `Approved. ${applicationName} may use it from now on.`
    case 'raise':
      return `Approved. ${applicationName} has the higher limits now.`
    case 'model':
      return `Approved. ${personName} reads your answer; offer the model where it is decided.`
    case 'key':
      return `Approved. ${personName} can make the key now.`
  }
}
