import { importedKeyLengthMin, isMistypedApiKey } from '@tollgate/contract/api-key'
import type { ConfigFile } from '@tollgate/contract/config-file'
import { type ConfigProblem, formatPath } from './problem.ts'
import { keysOf, type ResolvedSecrets } from './resolve-secrets.ts'

/** Imported keys are long enough to be secret and can be sent in a header; no key is given to two callers. */
export function checkKeys(config: ConfigFile, secrets: ResolvedSecrets): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const holders = new Map<string, string>()
  for (const [path, key] of keysOf(config)) {
    const value = secrets.get(formatPath([...path, 'value']))
    if (value !== undefined) {
      const problem = importedKeyProblem(value)
      if (problem !== undefined) problems.push({ path: [...path, 'value'], message: problem })
    }
    const identity = value ?? key.hash
    if (identity === undefined) continue
    const holder = holders.get(identity)
    if (holder === undefined) holders.set(identity, formatPath(path))
    else
      problems.push({
        path,
        message: `is the same key as ${holder}; each key belongs to one place, so make another one`,
      })
  }
  return problems
}

function importedKeyProblem(value: string): string | undefined {
  if (value.length < importedKeyLengthMin)
    return `the key has ${value.length} characters; an imported key needs at least ${importedKeyLengthMin}, or it can be guessed`
  if (!/^[\x21-\x7e]*$/.test(value)) return 'the key has a space or a character that cannot stand in a header'
  if (isMistypedApiKey(value)) return 'the key starts with tg_ but is not whole; copy it again'
  return undefined
}
