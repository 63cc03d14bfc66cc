import { Checkbox, Stack } from '@mantine/core'
import { Block } from '../../ui/block.tsx'
import { Empty } from '../../ui/empty.tsx'
import { planSentence } from '../../ui/plan-sentence.ts'
import type { NewApiPart } from './new-api.ts'

/** With which limits it may be used. */
export function NewApiPlans({ api, options, change, problems }: NewApiPart) {
  return (
    <Block title="Plans" says="Whoever subscribes chooses one of these.">
      {options.plans.length === 0 ? (
        <Empty says="There is no plan yet. Without one nobody can subscribe." />
      ) : (
        <Checkbox.Group
          value={[...api.planIds]}
          onChange={(planIds) => change({ planIds })}
          error={problems.planIds}
          aria-label="Plans"
        >
          <Stack gap="xs">
            {options.plans.map((plan) => (
              <Checkbox key={plan.id} value={plan.id} label={plan.name} description={planSentence(plan)} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </Block>
  )
}
