import { Select } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { PlanSelect } from './plan-select.tsx'
import { SubscriberForm } from './subscriber-form.tsx'

interface AddSubscriberProps {
  readonly api: Api
  readonly isOpen: boolean
  readonly onClose: () => void
}

export function AddSubscriber({ api, isOpen, onClose }: AddSubscriberProps) {
  return isOpen ? <AddForm api={api} onClose={onClose} /> : null
}

/** Subscribes an application without being asked. */
function AddForm({ api, onClose }: Omit<AddSubscriberProps, 'isOpen'>) {
  const [applicationId, setApplicationId] = useState<string | null>(null)
  const [planId, setPlanId] = useState<string | null>(api.planIds[0] ?? null)
  const { data } = useAnswer('listApplications', { query: { limit: 200 } })
  const create = useChange('createSubscription', {
    hasOwnProblem: true,
    says: ({ applicationName, state }) =>
      state === 'active' ? `${applicationName} may use it from now on.` : `${applicationName} waits for approval.`,
    afterwards: onClose,
  })
  const submit = () => {
    if (applicationId === null || planId === null) return
    create.mutate({ params: { id: applicationId }, body: { apiId: api.id, planId } })
  }
  return (
    <SubscriberForm
      title="Add subscriber"
      action="Add"
      isReady={applicationId !== null && planId !== null}
      isBusy={create.isPending}
      problem={create.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Select
        label="Application"
        searchable
        data={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={applicationId}
        onChange={setApplicationId}
        nothingFoundMessage="No application of this name"
      />
      <PlanSelect apiId={api.id} value={planId} onChange={setPlanId} />
    </SubscriberForm>
  )
}
