import { MultiSelect, NumberInput, Stack, Switch, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useAnswer } from '../../client/use-answer.ts'
import { LimitFields } from './limit-fields.tsx'
import type { PlanDraft } from './plan-draft.ts'

interface PlanFieldsProps {
  readonly draft: PlanDraft
  readonly errors: Readonly<Record<string, string>>
  readonly onChange: (draft: PlanDraft) => void
}

/** Everything that a plan says. */
export function PlanFields({ draft, errors, onChange }: PlanFieldsProps) {
  const set = (changes: Partial<PlanDraft>) => onChange({ ...draft, ...changes })
  return (
    <Stack>
      <TextInput
        label="Name"
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={errors.name}
        required
      />
      <Textarea
        label="Description"
        description="Developers read it where they choose a plan."
        value={draft.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
        error={errors.description}
        autosize
        minRows={2}
      />
      <LimitFields limits={draft.limits} errors={errors} onChange={(limits) => set({ limits })} />
      <Switch
        label="Refuse what is beyond a limit"
        description="Off: it is counted and warned of, and never refused."
        checked={draft.stopOnQuotaReach}
        onChange={(event) => set({ stopOnQuotaReach: event.currentTarget.checked })}
      />
      <NumberInput
        label="Calls that may be open at once"
        description="Of one subscription. Empty: any number."
        value={draft.concurrency ?? ''}
        min={1}
        allowDecimal={false}
        onChange={(next) => set({ concurrency: numberOf(next) })}
        error={errors.concurrency}
      />
      <Switch
        label="Ask a publisher first"
        description="A subscription waits until somebody approves it."
        checked={draft.approval === 'manual'}
        onChange={(event) => set({ approval: event.currentTarget.checked ? 'manual' : 'automatic' })}
      />
      <OtherFields draft={draft} errors={errors} set={set} />
    </Stack>
  )
}

interface OtherFieldsProps {
  readonly draft: PlanDraft
  readonly errors: Readonly<Record<string, string>>
  readonly set: (changes: Partial<PlanDraft>) => void
}

function OtherFields({ draft, errors, set }: OtherFieldsProps) {
  const { data: teams } = useAnswer('listTeams', { query: { limit: 200 } })
  return (
    <>
      <TagsInput
        label="Models"
        description="Empty: all that the API has."
        placeholder="Enter after each"
        value={draft.models ?? []}
        onChange={(models) => set({ models: models.length === 0 ? null : models })}
        error={errors.models}
      />
      <NumberInput
        label="Output that is reserved for a call"
        description="Tokens that one call is assumed to need at most. Empty: as the model has them."
        value={draft.outputCap ?? ''}
        min={1}
        allowDecimal={false}
        thousandSeparator=","
        onChange={(next) => set({ outputCap: numberOf(next) })}
        error={errors.outputCap}
      />
      <TagsInput
        label="Warn at"
        description="Percentages of a limit at which there is an alert, once a window. Empty: never."
        value={draft.warnAt.map(String)}
        onChange={(next) => set({ warnAt: next.map(Number).filter((percent) => Number.isInteger(percent)) })}
        error={errors.warnAt}
      />
      <MultiSelect
        label="Teams that may choose it"
        placeholder={draft.audienceTeamIds === null ? 'everybody' : ''}
        data={(teams?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={draft.audienceTeamIds ?? []}
        onChange={(ids) => set({ audienceTeamIds: ids.length === 0 ? null : ids })}
        error={errors.audienceTeamIds}
        searchable
      />
    </>
  )
}

function numberOf(value: string | number): number | null {
  return value === '' ? null : Number(value)
}
