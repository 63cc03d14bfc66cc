import type { Reader } from '../storage/store.ts'

/** What an organisation may decide for itself, and what holds until it does. */
export interface SettingValues {
  readonly organisationName: string
  /** Days that a key may live at most; null: as long as anybody likes. */
  readonly keyLifetimeDaysMax: number | null
  /** False: who does not manage applications makes no key that never expires. */
  readonly keysWithoutExpiryAllowed: boolean
  /** A developer asks for a production key, and somebody else approves it. */
  readonly productionKeysNeedApproval: boolean
}
export type SettingName = keyof SettingValues

export const settingDefaults: SettingValues = Object.freeze({
  organisationName: 'Tollgate',
  keyLifetimeDaysMax: null,
  keysWithoutExpiryAllowed: true,
  productionKeysNeedApproval: false,
})

/** Values are checked where they are written. */
export async function readSetting<N extends SettingName>(reader: Reader, name: N): Promise<SettingValues[N]> {
  const [setting] = await reader.find('setting', { name })
  return setting === undefined ? settingDefaults[name] : (setting.value as SettingValues[N])
}
