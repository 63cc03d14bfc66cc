import { SimpleGrid, Stack, TagsInput, Textarea, TextInput } from '@mantine/core'
import { Block } from '../../ui/block.tsx'
import type { SettingsPart } from './settings-form.tsx'

/** What it is called, where it is reached, and what it says of itself. */
export function GeneralSettings(part: SettingsPart & { readonly isAddressFixed: boolean }) {
  const { edited, change, problems, isAddressFixed } = part
  const addressHelp = isAddressFixed ? 'Fixed: agents are set up with it.' : 'Fixed from the first deployment on.'
  return (
    <Block title="General">
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <TextInput
            label="Name"
            description="Versions of one API have the same."
            value={edited.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            error={problems.name}
          />
          <TextInput
            label="Context"
            description={addressHelp}
            value={edited.context}
            onChange={(event) => change({ context: event.currentTarget.value })}
            error={problems.context}
            disabled={isAddressFixed}
          />
          <TextInput
            label="Version"
            description={addressHelp}
            value={edited.version}
            onChange={(event) => change({ version: event.currentTarget.value })}
            error={problems.version}
            disabled={isAddressFixed}
          />
        </SimpleGrid>
        <Textarea
          label="Description"
          description="One line for the catalogue."
          value={edited.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
          error={problems.description}
          autosize
        />
        <TagsInput
          label="Tags"
          description="Enter ends each."
          value={[...edited.tags]}
          onChange={(tags) => change({ tags })}
          error={problems.tags}
        />
      </Stack>
    </Block>
  )
}
