import { Text } from '@mantine/core'
import { useMe } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { Page } from '../../ui/page.tsx'
import { SettingsList } from './settings-list.tsx'

/** What an organisation decides for itself. */
export function SettingsPage() {
  const { organisation, managedFile } = useMe()
  return (
    <Page title="Settings" says={`Of ${organisation.name}. Each has a default, which holds until it is set.`}>
      {managedFile !== null && (
        <Block title="Configuration file">
          <Text size="sm">
            What <code>{managedFile}</code> declares is changed in that file only.
          </Text>
        </Block>
      )}
      <SettingsList />
    </Page>
  )
}
