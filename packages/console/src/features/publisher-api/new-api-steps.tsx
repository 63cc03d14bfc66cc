import { Checkbox, Group, Select, Stack } from '@mantine/core'
import { Block } from '../../ui/block.tsx'
import type { NewApiPart } from './new-api.ts'

/** How far it goes at once. */
export function NewApiSteps({ api, options, change }: NewApiPart) {
  return (
    <Block title="Then">
      <Stack gap="sm">
        <Group align="flex-start">
          <Checkbox
            label="Deploy"
            description="Gateways serve it from then on, to keys for tests."
            checked={api.isDeployed}
            onChange={(event) => change({ isDeployed: event.currentTarget.checked })}
          />
          {api.isDeployed && options.environments.length > 1 && (
            <Select
              aria-label="Deploy to"
              data={options.environments.map(({ id, name }) => ({ value: id, label: name }))}
              value={api.environmentId}
              onChange={(environmentId) => change({ environmentId })}
              allowDeselect={false}
            />
          )}
        </Group>
        <Checkbox
          label="Publish"
          description="It appears in the catalogue, and applications may subscribe to it. It is deployed too where it is not yet."
          checked={api.isPublished}
          onChange={(event) => change({ isPublished: event.currentTarget.checked })}
        />
      </Stack>
    </Block>
  )
}
