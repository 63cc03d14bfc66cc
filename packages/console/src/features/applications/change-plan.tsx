import { Select, Textarea } from '@mantine/core'
import type { Subscription } from '@tollgate/contract/resources/subscription'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { textOf } from '../../ui/form-values.ts'
import { planSentence } from '../../ui/plan-sentence.ts'

interface ChangePlanProps {
  readonly subscription: Subscription
  readonly onClose: () => void
}

/** Another plan: at once, or once a publisher has approved where the plan asks for that. */
export function ChangePlan({ subscription, onClose }: ChangePlanProps) {
  const { id, apiId, apiName } = subscription
  const [planId, setPlanId] = useState(subscription.planId)
  const entry = useAnswer('getCatalogueEntry', { params: { id: apiId } })
  const plans = entry.data?.plans ?? []
  const chosen = plans.find((plan) => plan.id === planId)
  const isOther = planId !== subscription.planId
  const update = useChange('updateSubscription', {
    hasOwnProblem: true,
    says: (answer) =>
      answer.planId === planId
        ? `The plan is ${answer.planName ?? 'none'} from now on.`
        : 'Asked for. The old plan stays until a publisher approves.',
    afterwards: onClose,
  })
  const submit = (form: FormData) => {
    if (planId === null || !isOther) return
    const why = textOf(form, 'why')
    update.mutate({ params: { id }, body: { planId, ...(why === '' ? {} : { why }) } })
  }
  return (
    <FormDrawer
      title={`Plan for ${apiName}`}
      action={chosen?.approval === 'manual' ? 'Ask for it' : 'Change'}
      isOpen
      onClose={onClose}
      isBusy={update.isPending}
      problem={update.error ?? entry.error}
      onSubmit={submit}
    >
      <Select
        label="Plan"
        description={chosen === undefined ? 'One of those that this API offers.' : planSentence(chosen)}
        data={plans.map((plan) => ({ value: plan.id, label: plan.name }))}
        value={planId}
        onChange={setPlanId}
        allowDeselect={false}
      />
      {chosen?.approval === 'manual' && isOther && (
        <Textarea
          name="why"
          label="Why"
          description="For whoever approves it."
          autosize
          minRows={2}
          maxLength={1_000}
        />
      )}
    </FormDrawer>
  )
}
