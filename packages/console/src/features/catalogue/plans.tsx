import { Stack, Text } from '@mantine/core'
import type { CatalogueEntry } from '@tollgate/contract/resources/catalogue'
import { Empty } from '../../ui/empty.tsx'
import { planSentence } from '../../ui/plan-sentence.ts'

/** Plans below each other, their limits spelled out. */
export function Plans({ plans }: Pick<CatalogueEntry, 'plans'>) {
  if (plans.length === 0) return <Empty says="No plan of it is open to you. Ask its publisher." />
  return (
    <Stack gap="sm">
      {plans.map((plan) => (
        <div key={plan.id}>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {plan.name}
          </Text>
          <Text size="sm">{planSentence(plan)}</Text>
          {plan.models !== null && (
            <Text size="sm" c="dimmed">
              Only {plan.models.join(', ')}
            </Text>
          )}
          {plan.description !== '' && (
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {plan.description}
            </Text>
          )}
        </div>
      ))}
    </Stack>
  )
}
