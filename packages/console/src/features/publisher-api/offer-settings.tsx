import { Checkbox, MultiSelect, Stack } from '@mantine/core'
import { useAnswer } from '../../client/use-answer.ts'
import { Block } from '../../ui/block.tsx'
import { planSentence } from '../../ui/plan-sentence.ts'
import type { SettingsPart } from './settings-form.tsx'

/** To whom it is offered, and with which limits. */
export function OfferSettings({ edited, change, problems }: SettingsPart) {
  const plans = useAnswer('listPlans', { query: { limit: 200 } })
  const teams = useAnswer('listTeams', { query: { limit: 200 } })
  const { visibleToTeamIds } = edited
  return (
    <Block title="Offer">
      <Stack gap="md">
        <Checkbox.Group
          label="Plans"
          description="Whoever subscribes chooses one of these."
          value={[...edited.planIds]}
          onChange={(planIds) => change({ planIds })}
          error={problems.planIds}
        >
          <Stack gap="xs" mt="xs">
            {(plans.data?.items ?? []).map((plan) => (
              <Checkbox key={plan.id} value={plan.id} label={plan.name} description={planSentence(plan)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <MultiSelect
          label="Teams that find it in the catalogue"
          description="None: everybody finds it."
          data={(teams.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={[...(visibleToTeamIds ?? [])]}
          onChange={(ids) => change({ visibleToTeamIds: ids.length === 0 ? null : ids })}
          error={problems.visibleToTeamIds}
          searchable
        />
      </Stack>
    </Block>
  )
}
