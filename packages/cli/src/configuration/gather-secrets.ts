import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { at, objectOf } from '../api-client/json.ts'
import type { Environment } from '../command-context.ts'
import { CommandFailure } from '../command-failure.ts'
import type { ReadDocument } from './read-document.ts'

interface Gathering {
  readonly environment: Environment
  readonly folder: string
  readonly secrets: Record<string, string>
  readonly problems: string[]
}

/**
 * The texts behind `{ env: NAME }` and `{ file: PATH }`, by the path of the field: they are read here, where the file is applied,
 * and travel beside the document. All that is missing is said at once.
 */
export function gatherSecrets(
  { document, folder, shown }: ReadDocument,
  environment: Environment,
): Record<string, string> {
  const gathering: Gathering = { environment, folder, secrets: {}, problems: [] }
  visit(document, '', gathering)
  if (gathering.problems.length === 0) return gathering.secrets
  throw new CommandFailure(
    gathering.problems.length === 1
      ? `${shown}: ${gathering.problems[0]}.`
      : `${shown}:\n${gathering.problems.map((problem) => `  ${problem}`).join('\n')}`,
  )
}

function visit(value: unknown, path: string, into: Gathering): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item, `${path}[${index}]`, into)
    return
  }
  for (const [name, inside] of Object.entries(objectOf(value))) {
    const below = path === '' ? name : `${path}.${name}`
    // The configuration of a policy is the policy's own: an `env` in it is no reference.
    if (name === 'config') continue
    if (name === 'trustedCertificates' && typeof inside === 'string') readInto(below, inside, into)
    else if (isReference(inside))
      resolveReference(below, inside, { into, isOptional: at(value, 'demoWhenUnset') === true })
    else visit(inside, below, into)
  }
}

type Reference = { readonly env: string } | { readonly file: string }

function isReference(value: unknown): value is Reference {
  const entries = Object.entries(objectOf(value))
  const [entry] = entries
  return entries.length === 1 && entry !== undefined && /^(env|file)$/.test(entry[0]) && typeof entry[1] === 'string'
}

function resolveReference(
  path: string,
  reference: Reference,
  { into, isOptional }: { into: Gathering; isOptional: boolean },
): void {
  if ('file' in reference) return readInto(path, reference.file, into, isOptional)
  const text = into.environment[reference.env]?.trim() ?? ''
  if (text !== '') into.secrets[path] = text
  else if (!isOptional) into.problems.push(`${path}: the environment variable ${nameOf(reference.env)} is not set here`)
}

function readInto(path: string, file: string, { folder, secrets, problems }: Gathering, isOptional = false): void {
  const full = resolve(folder, file)
  try {
    const text = readFileSync(full, 'utf8').trim()
    if (text !== '') secrets[path] = text
    else if (!isOptional) problems.push(`${path}: the file ${full} is empty`)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' && isOptional) return
    problems.push(`${path}: the file ${full} ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`}`)
  }
}

/** A long mixture of small letters and digits is rather a secret that was pasted in the place of its name. */
function nameOf(variable: string): string {
  const looksSecret = variable.length >= 20 && /[a-z]/.test(variable) && /[0-9]/.test(variable)
  return looksSecret ? 'that is named there' : variable
}
