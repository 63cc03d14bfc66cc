import { nameSchema } from '@tollgate/contract/resources/resource'
import { z } from 'zod'
import { notFound } from '../problem.ts'
import { type SettingName, type SettingValues, settingDefaults } from '../read-setting.ts'

interface KnownSetting<Value> {
  readonly description: string
  readonly schema: z.ZodType<Value>
}

/** Every setting that there is; one that is read somewhere and not here does not compile. */
const knownSettings: { readonly [Name in SettingName]: KnownSetting<SettingValues[Name]> } = {
  organisationName: {
    description: 'What the organisation is called, where people see it',
    schema: nameSchema,
  },
  keyLifetimeDaysMax: {
    description: 'Days that a new API key may live at most; null: as long as its maker likes',
    schema: z.int().min(1).max(3_650).nullable(),
  },
  keysWithoutExpiryAllowed: {
    description: 'Whether developers may make API keys that never expire; those who manage applications always may',
    schema: z.boolean(),
  },
  productionKeysNeedApproval: {
    description: 'Whether developers ask for a production key, and somebody else approves it',
    schema: z.boolean(),
  },
}

export const settingNames = Object.keys(knownSettings) as SettingName[]

/** Throws where there is no such setting. */
export function settingNamed(name: string): SettingName {
  const known = settingNames.find((one) => one === name)
  if (known === undefined) throw notFound('setting', name)
  return known
}

export interface DescribedSetting {
  readonly description: string
  readonly schema: z.ZodType
  readonly default: unknown
}

export function describeSetting(name: SettingName): DescribedSetting {
  return { ...knownSettings[name], default: settingDefaults[name] }
}
