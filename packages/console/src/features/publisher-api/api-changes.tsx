import { Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { Moment } from '../../ui/moment.tsx'

/** Who changed it last. */
export function ApiChanges({ apiId }: { readonly apiId: string }) {
  const asked = useAnswer('listAudit', { query: { objectId: apiId, limit: 5 } })
  return (
    <Block
      title="Last changes"
      action={
        <Anchor component={Link} to={`/admin/audit?objectId=${apiId}`} size="sm">
          All
        </Anchor>
      }
    >
      <Answered asked={asked}>
        {({ items }) => (
          <Stack gap={4}>
            {items.map(({ id, verb, actor, at }) => (
              <Group key={id} gap="xs" justify="space-between">
                <Text size="sm">
                  {verb} <span>by {actor.name}</span>
                </Text>
                <Text size="xs" c="dimmed" component="div">
                  <Moment at={at} />
                </Text>
              </Group>
            ))}
          </Stack>
        )}
      </Answered>
    </Block>
  )
}
