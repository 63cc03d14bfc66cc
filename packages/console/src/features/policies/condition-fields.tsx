import { MultiSelect, Stack, Switch, TagsInput } from '@mantine/core'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import type { PolicyDraft } from './policy-draft.ts'
import { errorIn, type FieldErrors } from './schema-form/field-errors.ts'

interface ConditionFieldsProps {
  readonly when: PolicyDraft['when']
  readonly errors: FieldErrors
  readonly onChange: (when: PolicyDraft['when']) => void
}

const agents = [
  { value: 'codex', label: 'Codex' },
  { value: 'other', label: 'all others' },
]

/** Which calls it looks at: all, or those that fit everything that is said here. */
export function ConditionFields({ when, errors, onChange }: ConditionFieldsProps) {
  return (
    <Stack gap="sm">
      <Switch
        label="Only for some calls"
        checked={when !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? {} : null)}
      />
      {when !== null && <Fields when={when} errors={errors} onChange={onChange} />}
    </Stack>
  )
}

function Fields({ when, errors, onChange }: ConditionFieldsProps & { readonly when: object }) {
  const may = useMay()
  const plans = useAnswer('listPlans', { query: { limit: 200 } }, { isOn: may('plans:read') })
  const teams = useAnswer('listTeams', { query: { limit: 200 } }, { isOn: may('teams:read') })
  const given: NonNullable<PolicyDraft['when']> = when
  const field = (name: keyof typeof given, label: string) => ({
    label,
    error: errorIn(errors, `when.${name}`),
    value: [...(given[name] ?? [])],
    onChange: (next: string[]) => {
      const { [name]: _, ...others } = given
      onChange(next.length === 0 ? others : { ...others, [name]: next })
    },
  })
  return (
    <>
      <TagsInput {...field('model', 'Models')} placeholder="Enter after each" />
      <MultiSelect {...field('agent', 'Agents')} data={agents} />
      <MultiSelect {...field('plan', 'Plans')} data={options(plans.data?.items)} searchable />
      <MultiSelect {...field('team', 'Teams')} data={options(teams.data?.items)} searchable />
      <TagsInput
        {...field('operation', 'Operations')}
        description="As the API offers them: POST /responses"
        placeholder="Enter after each"
      />
    </>
  )
}

function options(items: readonly { readonly id: string; readonly name: string }[] = []) {
  return items.map(({ id, name }) => ({ value: id, label: name }))
}
