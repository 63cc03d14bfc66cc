import { stringify } from 'yaml'
import type { KeysCreateOptions } from '../command-line.ts'
import { editConfigFile } from '../config/edit-config-file.ts'
import { addKey, type NewKey } from '../config/edit-keys.ts'
import { PlainFailure } from '../plain-failure.ts'
import { keyDigest } from '../secrets/key-digest.ts'
import { mintKey } from '../secrets/mint-key.ts'
import { ensurePepper } from '../secrets/pepper.ts'
import { requireConfigFile, type Settings } from '../settings.ts'

/** Mints a key, writes its hash into the configuration, and returns what to print: the only time the key is shown. */
export function keysCreate(settings: Settings, options: KeysCreateOptions, now: number): string {
  const { home } = settings
  if (options.expires !== undefined && Date.parse(options.expires) <= now)
    throw new PlainFailure(`--expires is "${options.expires}", which is past: the key would never work.`)
  const file = options.printOnly ? null : requireConfigFile(settings)
  const key = mintKey()
  const entry: NewKey = {
    name: options.name,
    ...(options.user === undefined ? {} : { user: options.user }),
    type: options.type,
    hash: keyDigest(ensurePepper(home).hex, key),
    ...(options.expires === undefined ? {} : { expires: options.expires }),
  }
  if (file !== null) editConfigFile(file, (place) => addKey(place, options.application, entry))
  if (options.json) return `${JSON.stringify({ application: options.application, ...entry, key, file })}\n`
  return `${sentences(options.application, entry, file)}\n  ${key}\n${file === null ? linesToAdd(options.application, entry) : ''}`
}

function sentences(application: string, entry: NewKey, file: string | null): string {
  const shown = `The key "${entry.name}" of ${application}, shown only this once:\n`
  return file === null ? shown : `Written to ${file} as a hash; a running Tollgate takes it up at once.\n${shown}`
}

function linesToAdd(application: string, entry: NewKey): string {
  const lines = stringify([entry]).trimEnd().split('\n')
  return `\nNothing was written. Add these lines to the \`keys\` of ${application}; the hash fits this data folder only:\n\n${lines.map((line) => `  ${line}\n`).join('')}`
}
