import { authorise, readerOf, type Verb } from '../verb.ts'
import { settingNamed } from './known-settings.ts'
import { type SettingState, settingState } from './setting-state.ts'

export async function getSetting(verb: Verb, name: string): Promise<SettingState> {
  authorise(verb, 'settings:read')
  const known = settingNamed(name)
  const [record] = await readerOf(verb).find('setting', { name: known })
  return settingState(known, record)
}
