import type { SettingRecord } from '../../storage/records.ts'
import type { SettingName } from '../read-setting.ts'
import { type DescribedSetting, describeSetting } from './known-settings.ts'

/** A setting as it is now; without a record its default holds. */
export interface SettingState extends DescribedSetting {
  readonly name: SettingName
  readonly record: SettingRecord | undefined
}

export function settingState(name: SettingName, record: SettingRecord | undefined): SettingState {
  return { name, record, ...describeSetting(name) }
}
