import { NumberInput, Text, TextInput } from '@mantine/core'
import type { PlanLimit } from '@tollgate/contract/resources/limit'
import type { Subscription } from '@tollgate/contract/resources/subscription'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { Answered } from '../../ui/answered.tsx'
import { limitsSentence, metricWords } from '../../ui/plan-sentence.ts'
import { endOfToday } from './end-of-today.ts'
import { SubscriberForm } from './subscriber-form.tsx'

interface RaiseLimitsProps {
  readonly subscription: Subscription
  readonly onClose: () => void
}

/** Limits of its own for one subscriber, until a moment or until further notice. */
export function RaiseLimits({ subscription, onClose }: RaiseLimitsProps) {
  const { planId } = subscription
  const plan = useAnswer('getPlan', { params: { id: planId ?? '' } }, { isOn: planId !== null })
  if (planId === null) return null
  return (
    <Answered asked={plan}>
      {({ limits }) => <RaiseForm subscription={subscription} planLimits={limits} onClose={onClose} />}
    </Answered>
  )
}

function RaiseForm({
  subscription,
  planLimits,
  onClose,
}: RaiseLimitsProps & { readonly planLimits: readonly PlanLimit[] }) {
  const { applicationName, overrides } = subscription
  const [limits, setLimits] = useState<readonly PlanLimit[]>(overrides?.limits ?? planLimits)
  const [endsAt, setEndsAt] = useState(() => endOfToday(new Date()))
  const raise = useChange('overrideSubscriptionLimits', {
    hasOwnProblem: true,
    says: () => `${applicationName} has limits of its own now.`,
    afterwards: onClose,
  })
  const submit = () =>
    raise.mutate({
      params: { id: subscription.id },
      body: { limits: [...limits], endsAt: endsAt === '' ? null : new Date(endsAt).toISOString() },
    })
  const change = (index: number, limit: number) =>
    setLimits(limits.map((one, place) => (place === index ? { ...one, limit } : one)))
  return (
    <SubscriberForm
      title={`Limits of ${applicationName}`}
      action="Raise"
      isReady={limits.length > 0}
      isBusy={raise.isPending}
      problem={raise.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Text size="sm">Its plan: {limitsSentence(planLimits)}.</Text>
      {limits.length === 0 && <Text size="sm">There is nothing to raise.</Text>}
      {limits.map((limit, index) => (
        <NumberInput
          key={`${limit.metric} ${limit.per} ${limit.window ?? ''}`}
          label={`${capital(metricWords[limit.metric])} in ${/^\d/.test(limit.per) ? limit.per : `one ${limit.per}`}`}
          min={0}
          thousandSeparator=","
          allowDecimal={limit.metric === 'cost'}
          value={limit.limit}
          onChange={(value) => change(index, Number(value) || 0)}
        />
      ))}
      <TextInput
        label="Until"
        description="In your own time. Empty: until somebody ends it."
        type="datetime-local"
        value={endsAt}
        onChange={(event) => setEndsAt(event.currentTarget.value)}
      />
    </SubscriberForm>
  )
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`
}
