import { Group, Stack, Text } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { CopyField } from '../../ui/copy-field.tsx'

/** Where agents reach it, by environment. */
export function ApiAddresses({ api }: { readonly api: Api }) {
  const may = useMay()
  const environments = useAnswer('listEnvironments', { query: {} }, { isOn: may('environments:read') })
  const deployments = useAnswer('listDeployments', { params: { id: api.id } })
  const places = (deployments.data?.items ?? []).map(({ environmentId }) =>
    environments.data?.items.find(({ id }) => id === environmentId),
  )
  const named = places.flatMap((place) =>
    (place?.hostNames ?? []).map((hostName) => ({
      environment: place?.name ?? '',
      url: `https://${hostName}${api.path}`,
    })),
  )
  return (
    <Block title="Address">
      <Stack gap="xs">
        {named.length === 0 && (
          <>
            <CopyField value={api.path} label="Path at a gateway" />
            <Text size="sm" c="dimmed">
              It follows the address of a gateway. Give an environment its host names to see whole addresses here.
            </Text>
          </>
        )}
        {named.map(({ environment, url }) => (
          <div key={url}>
            <Text size="xs" c="dimmed">
              {environment}
            </Text>
            <CopyField value={url} label={`Address in ${environment}`} />
          </div>
        ))}
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
