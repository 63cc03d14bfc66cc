import { SimpleGrid, Text, Textarea, TextInput } from '@mantine/core'
import { Block } from '../../ui/block.tsx'
import type { NewApiPart } from './new-api.ts'

/** What it is called, and where it is reached. */
export function NewApiName({ api, change, problems }: NewApiPart) {
  return (
    <Block title="Name and address">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" mb="sm">
        <TextInput
          label="Name"
          value={api.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={problems.name}
          required
        />
        <TextInput
          label="Context"
          value={api.context}
          onChange={(event) => change({ context: event.currentTarget.value })}
          error={problems.context}
          required
        />
        <TextInput
          label="Version"
          value={api.version}
          onChange={(event) => change({ version: event.currentTarget.value })}
          error={problems.version}
          required
        />
      </SimpleGrid>
      <Text size="sm" c="dimmed" mb="sm">
        Agents reach it at{' '}
        <Text span ff="monospace" size="sm" c="var(--ink)">
          {api.context}/{api.version}
        </Text>
        . The address is fixed from the first deployment on.
      </Text>
      <Textarea
        label="Description"
        description="One line for the catalogue."
        value={api.description}
        onChange={(event) => change({ description: event.currentTarget.value })}
        error={problems.description}
        autosize
      />
    </Block>
  )
}
