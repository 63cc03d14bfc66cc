import { Anchor, List, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { apiPath } from '../../ui/api-tabs.ts'
import { Block } from '../../ui/block.tsx'

/** Which APIs offer it, and who has it: all of them follow at once what is changed. */
export function PlanUsers({ planId }: { readonly planId: string }) {
  const may = useMay()
  const apis = useAnswer('listApis', { query: { limit: 200 } }, { isOn: may('apis:read') })
  const subscriptions = useAnswer('listSubscriptions', { query: { planId, limit: 200 } })
  const offering = (apis.data?.items ?? []).filter(({ planIds }) => planIds.includes(planId))
  const count = subscriptions.data?.items.length ?? 0
  const isMore = subscriptions.data?.next != null
  return (
    <Block title="Whom it touches">
      {offering.length === 0 ? (
        <Text size="sm">No API offers it. It is offered in the settings of an API.</Text>
      ) : (
        <List size="sm">
          {offering.map(({ id, name, version }) => (
            <List.Item key={id}>
              <Anchor component={Link} to={apiPath(id, 'settings')} size="sm" underline="always">
                {name} {version}
              </Anchor>
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm" mt="xs">
        {count === 0 ? (
          'Nobody has it.'
        ) : (
          <Anchor component={Link} to={`/publisher/subscribers?plan=${planId}`} size="sm" underline="always">
            {isMore ? `More than ${count}` : count} subscription{count === 1 ? '' : 's'}
          </Anchor>
        )}
      </Text>
    </Block>
  )
}
