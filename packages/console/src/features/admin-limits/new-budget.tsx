import { Group, NativeSelect, Switch, TextInput } from '@mantine/core'
import type { PlanLimit } from '@tollgate/contract/resources/limit'
import type { Quota } from '@tollgate/contract/resources/quota'
import { useChange } from '../../client/use-change.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { isChecked, numberOrNull, textOf, textOrNull } from '../../ui/form-values.ts'

interface NewBudgetProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

const scopes = ['organisation', 'team', 'person', 'application', 'api', 'model']

/** One limit for one subject, or for each of a kind. */
export function NewBudget({ isOpen, onClose }: NewBudgetProps) {
  const create = useChange('createQuota', {
    hasOwnProblem: true,
    says: ({ name }) => `${name} is in force. What was used before it does not count.`,
    afterwards: onClose,
  })
  const submit = (form: FormData) =>
    create.mutate({
      body: {
        name: textOf(form, 'name'),
        scope: textOf(form, 'scope') as Quota['scope'],
        subject: textOrNull(form, 'subject'),
        stopOnQuotaReach: isChecked(form, 'stops'),
        limits: [
          {
            metric: textOf(form, 'metric') as PlanLimit['metric'],
            limit: numberOrNull(form, 'limit') ?? 0,
            per: textOf(form, 'per'),
          },
        ],
      },
    })
  return (
    <FormDrawer
      title="New budget"
      isOpen={isOpen}
      onClose={onClose}
      action="Set budget"
      isBusy={create.isPending}
      problem={create.error}
      onSubmit={submit}
    >
      <TextInput name="name" label="Name" required data-autofocus />
      <NativeSelect name="scope" label="Counts by" data={scopes} />
      <TextInput
        name="subject"
        label="Whose"
        description="Name of the team or application, e-mail of the person, name/version of the API; empty: each one by itself"
      />
      <Group grow align="flex-end">
        <TextInput name="limit" label="At most" inputMode="decimal" required />
        <NativeSelect
          name="metric"
          label="Of"
          data={[
            { value: 'cost', label: 'US dollars' },
            { value: 'total-tokens', label: 'tokens' },
            { value: 'requests', label: 'calls' },
          ]}
        />
        <NativeSelect name="per" label="Per" defaultValue="month" data={['minute', 'hour', 'day', 'week', 'month']} />
      </Group>
      <Switch
        name="stops"
        defaultChecked
        label="Refuse what is beyond it"
        description="Off: it is counted and warned of"
      />
    </FormDrawer>
  )
}
