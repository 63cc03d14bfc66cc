import { providerId } from '@tollgate/contract/codex-provider'
import type { TomlTable } from 'smol-toml'
import { printable } from '../terminal/printable.ts'
import { valueAt } from './edit-config.ts'

/** A profile that is on by default wins over the root's provider: null, or what to know about it. */
export function profileRemark(data: TomlTable): string | null {
  const profile = data.profile
  if (typeof profile !== 'string') return null
  const provider = valueAt(data, ['profiles', profile, 'model_provider'])
  if (typeof provider !== 'string' || provider === providerId) return null
  return `The profile "${printable(profile)}" is on and uses the provider "${printable(provider)}", so Codex does not come here: remove its model_provider, or start Codex with another profile.`
}
