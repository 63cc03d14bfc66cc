import type { KeysRevokeOptions } from '../command-line.ts'
import { editConfigFile } from '../config/edit-config-file.ts'
import { revokeKey } from '../config/edit-keys.ts'
import { requireConfigFile, type Settings } from '../settings.ts'

/** Marks a key as revoked in the configuration, and returns what to print. */
export function keysRevoke(settings: Settings, { name, application, json }: KeysRevokeOptions): string {
  const configFile = requireConfigFile(settings)
  const edit = editConfigFile(configFile, (place) => revokeKey(place, name, application))
  if (json) return `${JSON.stringify({ application: edit.application, name, file: configFile, revoked: true })}\n`
  return `The key "${name}" of ${edit.application} is revoked in ${configFile}; a running Tollgate refuses it at once.\n`
}
