import { Radio, Stack, Switch } from '@mantine/core'
import { Block } from '../../ui/block.tsx'
import type { SettingsPart } from './settings-form.tsx'

const captures = [
  {
    value: 'none',
    label: 'Keep nothing',
    description: 'Only tokens, money and times of a call are recorded. Nobody can read what was asked.',
  },
  {
    value: 'redacted',
    label: 'Keep requests as they left for the provider',
    description:
      'The last 200, at most 16 MiB, with what policies masked. For the bench of policies: "what would last week have met". Those who may change this API can read them.',
  },
  {
    value: 'full',
    label: 'Keep requests as they came',
    description:
      'The last 200, at most 16 MiB, before anything was masked: secrets and personal data included. Those who may change this API can read them.',
  },
] as const

/** What is kept of calls, and what providers learn. */
export function PrivacySettings({ edited, change }: SettingsPart) {
  return (
    <Block title="Privacy">
      <Stack gap="md">
        <Radio.Group
          label="What people ask"
          description="More is kept from the next deployment on. Less is kept at once: what is beyond it is deleted when you save."
          value={edited.payloadCapture}
          onChange={(value) => change({ payloadCapture: captures.find((one) => one.value === value)?.value ?? 'none' })}
        >
          <Stack gap="xs" mt="xs">
            {captures.map((capture) => (
              <Radio key={capture.value} {...capture} />
            ))}
          </Stack>
        </Radio.Group>
        <Switch
          label="Providers do not learn what agents say of themselves"
          description="Conversations and repositories are recorded here, and taken from the call before it leaves."
          checked={edited.stripAgentMetadata}
          onChange={(event) => change({ stripAgentMetadata: event.currentTarget.checked })}
        />
      </Stack>
    </Block>
  )
}
