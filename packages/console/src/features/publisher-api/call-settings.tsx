import { Select, SimpleGrid, TextInput } from '@mantine/core'
import { Block } from '../../ui/block.tsx'
import type { SettingsPart } from './settings-form.tsx'

const errorFormats = [
  { value: 'auto', label: 'as the agent expects them' },
  { value: 'openai', label: 'as OpenAI writes them' },
  { value: 'wso2', label: 'as WSO2 writes them' },
] as const

/** How calls are read and answered. */
export function CallSettings({ edited, change, problems }: SettingsPart) {
  return (
    <Block title="Calls">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput
          label="Header with the key"
          description="The only one that is read. Empty: ApiKey, x-api-key, x-goog-api-key and Authorization."
          value={edited.keyHeader ?? ''}
          onChange={(event) => change({ keyHeader: event.currentTarget.value.trim() || null })}
          error={problems.keyHeader}
        />
        <Select
          label="Refusals are written"
          description="In force with the next deployment."
          data={[...errorFormats]}
          value={edited.errorFormat}
          onChange={(value) =>
            change({ errorFormat: errorFormats.find((one) => one.value === value)?.value ?? 'auto' })
          }
          allowDeselect={false}
        />
        <Select
          label="Calls of models without a price, under a limit on money"
          data={[
            { value: 'refuse', label: 'are refused' },
            { value: 'pass', label: 'pass, and count as nothing' },
          ]}
          value={edited.unpricedModels}
          onChange={(value) => change({ unpricedModels: value === 'pass' ? 'pass' : 'refuse' })}
          allowDeselect={false}
        />
        <Select
          label="Calls under a limit while the shared counters are away"
          data={[
            { value: 'refuse', label: 'are refused' },
            { value: 'pass', label: 'pass within a share of the limit' },
          ]}
          value={edited.whenCountersAreAway}
          onChange={(value) => change({ whenCountersAreAway: value === 'pass' ? 'pass' : 'refuse' })}
          allowDeselect={false}
        />
      </SimpleGrid>
    </Block>
  )
}
