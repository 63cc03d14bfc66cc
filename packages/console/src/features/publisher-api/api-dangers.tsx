import { Button, Group, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { Api } from '@tollgate/contract/resources/api'
import { useChange } from '../../client/use-change.ts'
import { Block } from '../../ui/block.tsx'
import { confirm } from '../../ui/confirm.tsx'

/** What cannot be taken back. */
export function ApiDangers({ api }: { readonly api: Api }) {
  const navigate = useNavigate()
  const remove = useChange('deleteApi', {
    says: () => `${api.name} ${api.version} is deleted.`,
    afterwards: () => navigate({ href: '/publisher' }),
  })
  const ask = () =>
    confirm({
      title: `Delete ${api.name} ${api.version}`,
      says: 'Its endpoints, policies, revisions and documentation go with it. What was used stays in the usage.',
      action: 'Delete',
      typed: api.name,
      onConfirm: () => remove.mutate({ params: { id: api.id } }),
    })
  return (
    <Block title="Delete">
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">
          Only one that is created or retired, runs nowhere and has no subscribers.
        </Text>
        <Button variant="default" onClick={ask} loading={remove.isPending}>
          Delete this API
        </Button>
      </Group>
    </Block>
  )
}
