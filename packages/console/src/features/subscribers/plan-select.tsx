import { Select } from '@mantine/core'
import { useAnswer } from '../../client/use-answer.ts'
import { planSentence } from '../../ui/plan-sentence.ts'

interface PlanSelectProps {
  readonly apiId: string
  readonly value: string | null
  readonly onChange: (planId: string | null) => void
}

/** One of the plans that the API offers, with its limits in words. */
export function PlanSelect({ apiId, value, onChange }: PlanSelectProps) {
  const api = useAnswer('getApi', { params: { id: apiId } })
  const plans = useAnswer('listPlans', { query: { limit: 200 } })
  const offered = (plans.data?.items ?? []).filter(({ id }) => api.data?.planIds.includes(id))
  const chosen = offered.find(({ id }) => id === value)
  return (
    <Select
      label="Plan"
      description={chosen === undefined ? 'One of those that this API offers.' : planSentence(chosen)}
      data={offered.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
      allowDeselect={false}
    />
  )
}
