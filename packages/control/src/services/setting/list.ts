import { authorise, readerOf, type Verb } from '../verb.ts'
import { settingNames } from './known-settings.ts'
import { type SettingState, settingState } from './setting-state.ts'

export async function listSettings(verb: Verb): Promise<SettingState[]> {
  authorise(verb, 'settings:read')
  const records = await readerOf(verb).find('setting', {})
  return settingNames.map((name) =>
    settingState(
      name,
      records.find((record) => record.name === name),
    ),
  )
}
