import type { z } from 'zod'
import { createFieldHelp, type FieldHelp } from './field-help.ts'
import { didYouMean } from './nearest-name.ts'
import type { ParsedYaml } from './parse-yaml.ts'
import type { ConfigProblem, FieldPath } from './problem.ts'

type Issue = z.core.$ZodIssue

/** What the schema refused, as sentences: what was found, what is allowed, and the likely slip. */
export function describeIssues(issues: readonly Issue[], yaml: ParsedYaml): ConfigProblem[] {
  const helpFor = createFieldHelp()
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? part.toString() : part))
    const reference = secretReferenceAround(path, helpFor)
    if (reference !== undefined) {
      const message = describeSecretReference(valueAt(yaml.value, reference))
      return [{ path: reference, line: yaml.lineOf(reference), message }]
    }
    const help = helpFor(path)
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField([...path, key], help, yaml))
    return [{ path, line: yaml.lineOf(path), message: describeIssue(issue, { path, help, yaml }) }]
  })
}

/** Secret references are the schema's only unions; zod reports what is wrong in one at it or inside of it. */
function secretReferenceAround(path: FieldPath, helpFor: (path: FieldPath) => FieldHelp | undefined) {
  const lengths = path.map((_, index) => index + 1)
  const length = lengths.find((candidate) => helpFor(path.slice(0, candidate))?.anyOf !== undefined)
  return length === undefined ? undefined : path.slice(0, length)
}

interface Place {
  path: FieldPath
  help: FieldHelp | undefined
  yaml: ParsedYaml
}

function describeIssue(issue: Issue, place: Place): string {
  const { path, help, yaml } = place
  const found = valueAt(yaml.value, path)
  if (issue.code === 'custom') return issue.message
  if (found === undefined) return `is missing; give ${allowed(issue, help)}`
  const hint = issue.code === 'invalid_type' && issue.expected === 'string' ? quoteHint(found, place) : ''
  const slip = issue.code === 'invalid_value' ? didYouMean(String(found), issue.values.map(String)) : ''
  return `found ${describeFound(found, path)}; allowed: ${allowed(issue, help)}.${hint}${slip}`
}

function unknownField(path: FieldPath, parent: FieldHelp | undefined, yaml: ParsedYaml): ConfigProblem {
  const known = Object.keys(parent?.properties ?? {})
  const slip = didYouMean(String(path.at(-1)), known)
  return { path, line: yaml.lineOf(path), message: `there is no such field; known here: ${known.join(', ')}.${slip}` }
}

/** Says what is wrong without showing it: people paste the secret itself here. */
function describeSecretReference(found: unknown): string {
  const rule =
    'write { env: NAME } with the name of an environment variable, or { file: PATH }; the secret itself never stands in this file'
  if (found === null || typeof found !== 'object' || Array.isArray(found)) return `found ${kindOf(found)}; ${rule}`
  const fields = Object.keys(found)
  if (fields.length !== 1 || (fields[0] !== 'env' && fields[0] !== 'file'))
    return `found ${fields.length === 0 ? 'no field' : 'other fields'}; ${rule}`
  const expected = fields[0] === 'env' ? 'the name of an environment variable (letters, digits, _)' : 'a path'
  return `\`${fields[0]}\` does not hold ${expected}; ${rule}`
}

function allowed(issue: Issue, help: FieldHelp | undefined): string {
  const kind = allowedKind(issue, help)
  return help?.description === undefined || issue.code === 'invalid_value' ? kind : `${kind} (${help.description})`
}

function allowedKind(issue: Issue, help: FieldHelp | undefined): string {
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.join(', ')
    case 'invalid_type':
      return nameType(issue.expected, help)
    case 'too_small':
      return issue.origin === 'string'
        ? 'text that is not empty'
        : `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
    case 'too_big':
      return issue.origin === 'string' ? `at most ${issue.maximum} characters` : `at most ${issue.maximum}`
    case 'invalid_format':
      if (issue.format === 'datetime') return 'a date and time with its zone, such as 2027-01-31T00:00:00Z'
      return help?.description === undefined ? `text that matches ${issue.pattern ?? issue.format}` : 'text'
    default:
      return issue.message
  }
}

function nameType(expected: string, help: FieldHelp | undefined): string {
  if (help?.enum !== undefined) return help.enum.join(', ')
  switch (expected) {
    case 'string':
      return 'text'
    case 'int':
      return 'a whole number'
    case 'number':
      return help?.type === 'integer' ? 'a whole number' : 'a number'
    case 'boolean':
      return 'true or false'
    case 'array':
      return 'a list'
    default:
      return help?.properties === undefined ? `a ${expected}` : `fields (${Object.keys(help.properties).join(', ')})`
  }
}

function quoteHint(found: unknown, { path, yaml }: Place): string {
  if (typeof found !== 'number' && typeof found !== 'boolean') return ''
  return ` Put it in quotes: "${yaml.sourceOf(path) ?? String(found)}".`
}

function describeFound(found: unknown, path: FieldPath): string {
  if (isSecretPlace(path)) return kindOf(found)
  if (typeof found === 'string') return JSON.stringify(found.length > 60 ? `${found.slice(0, 60)}…` : found)
  if (typeof found === 'number' || typeof found === 'boolean') return `${found} (${kindOf(found)})`
  return kindOf(found)
}

/** URLs count: a password may stand in them. */
function isSecretPlace(path: FieldPath): boolean {
  return path.some((part) => part === 'credential' || part === 'value' || part === 'hash' || part === 'url')
}

function kindOf(found: unknown): string {
  if (found === null || found === undefined) return 'nothing'
  if (Array.isArray(found)) return 'a list'
  switch (typeof found) {
    case 'string':
      return `text of ${found.length} characters`
    case 'number':
      return 'a number'
    case 'boolean':
      return 'true or false'
    default:
      return 'a group of fields'
  }
}

function valueAt(value: unknown, path: FieldPath): unknown {
  let current = value
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as Record<string | number, unknown>)[part]
  }
  return current
}
