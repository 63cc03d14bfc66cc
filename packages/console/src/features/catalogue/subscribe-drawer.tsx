import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { CatalogueEntry } from '@tollgate/contract/resources/catalogue'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { textOf } from '../../ui/form-values.ts'
import { planSentence } from '../../ui/plan-sentence.ts'

interface SubscribeDrawerProps {
  readonly entry: CatalogueEntry
  readonly isOpen: boolean
  readonly onClose: () => void
}

const anotherOne = 'new'

/** With which application, on which plan. */
export function SubscribeDrawer({ entry, isOpen, onClose }: SubscribeDrawerProps) {
  const navigate = useNavigate()
  const applications = useAnswer('listApplications', { query: { limit: 100 } }, { isOn: isOpen })
  const known = applications.data?.items ?? []
  const [chosen, choose] = useState('')
  const [planId, choosePlan] = useState(entry.plans[0]?.id ?? '')
  const plan = entry.plans.find(({ id }) => id === planId) ?? entry.plans[0]
  const application = chosen === '' ? (known[0]?.id ?? anotherOne) : chosen
  const create = useChange('createApplication', { hasOwnProblem: true })
  const subscribe = useChange('createSubscription', {
    hasOwnProblem: true,
    says: ({ state, applicationName }) =>
      state === 'pending'
        ? `Asked. Once a publisher approves it, ${applicationName} may use ${entry.name}.`
        : `Subscribed. ${applicationName} may use ${entry.name} from now on.`,
    afterwards: ({ applicationId, state }) => {
      onClose()
      void navigate({ href: state === 'pending' ? '/devportal/requests' : `/devportal/applications/${applicationId}` })
    },
  })
  const subscribeWith = (id: string, form: FormData) => {
    const why = textOf(form, 'why')
    subscribe.mutate({
      params: { id },
      body: { apiId: entry.id, planId: plan?.id, ...(why === '' ? {} : { why }) },
    })
  }
  return (
    <FormDrawer
      title={`Subscribe to ${entry.name}`}
      isOpen={isOpen}
      onClose={onClose}
      action={plan?.approval === 'manual' ? 'Ask for it' : 'Subscribe'}
      isBusy={create.isPending || subscribe.isPending}
      problem={create.error ?? subscribe.error}
      onSubmit={(form) => {
        if (application !== anotherOne) return subscribeWith(application, form)
        create.mutate({ body: { name: textOf(form, 'name') } }, { onSuccess: (made) => subscribeWith(made.id, form) })
      }}
    >
      <NativeSelect
        label="Application"
        value={application}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[...known.map(({ id, name }) => ({ value: id, label: name })), { value: anotherOne, label: 'A new one' }]}
      />
      {application === anotherOne && (
        <TextInput name="name" label="Its name" description="What calls: your laptop, or the build at night" required />
      )}
      <NativeSelect
        label="Plan"
        description={plan === undefined ? undefined : planSentence(plan)}
        value={planId}
        onChange={(event) => choosePlan(event.currentTarget.value)}
        data={entry.plans.map(({ id, name }) => ({ value: id, label: name }))}
      />
      {plan?.approval === 'manual' && (
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
