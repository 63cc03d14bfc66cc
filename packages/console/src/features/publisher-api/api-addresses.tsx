import { Group, Stack, Text } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import { useAnswer } from '../../client/use-answer.ts'
import { AddressFields } from '../../ui/address-fields.tsx'
import { Block } from '../../ui/block.tsx'

/** Where agents reach it, by environment. */
export function ApiAddresses({ api }: { readonly api: Api }) {
  const deployments = useAnswer('listDeployments', { params: { id: api.id } })
  const environmentIds = deployments.data?.items.map(({ environmentId }) => environmentId)
  return (
    <Block title="Address">
      <Stack gap="xs">
        {environmentIds !== undefined && <AddressFields path={api.path} environmentIds={environmentIds} />}
        {api.isDefaultVersion && <Text size="sm">It is the default version: {api.context} leads here as well.</Text>}
        <Group gap="xs">
          <Text size="xs" c="dimmed">
            Id
          </Text>
          <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
            {api.id}
          </Text>
        </Group>
      </Stack>
    </Block>
  )
}
