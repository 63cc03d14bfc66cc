import { dirname } from 'node:path'
import { type ConfigFile, configFileSchema } from '@tollgate/contract/config-file'
import { readBounded } from '../files/read-bounded.ts'
import type { Environment } from '../settings.ts'
import { checkDocument } from './check-document.ts'
import { describeIssues } from './describe-issues.ts'
import { type ParsedYaml, parseYaml } from './parse-yaml.ts'
import type { PolicyCatalogue } from './policy-catalogue.ts'
import { type ConfigProblem, describeProblems } from './problem.ts'
import { type ResolvedSecrets, resolveSecrets } from './resolve-secrets.ts'

/** A configuration that can be served: every name in it exists, every secret has been found. */
export interface ResolvedConfig {
  readonly config: ConfigFile
  readonly secrets: ResolvedSecrets
}

export interface ReadContext {
  readonly environment: Environment
  readonly policies: PolicyCatalogue
  readonly allowPrivateUpstreams: boolean
}

/** All problems at once, ready for a person; never with a secret in them. */
export type ReadResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string }

const configBytesMax = 32 * 1024 * 1024

export function readConfig(file: string, context: ReadContext): ReadResult<ResolvedConfig> {
  const text = readConfigText(file)
  if (!text.ok) return text
  const shape = readShape(file, text.value)
  if (!shape.ok) return shape
  const { config, yaml } = shape.value
  const { secrets, problems } = resolveSecrets(config, { environment: context.environment, folder: dirname(file) })
  problems.push(...checkDocument(config, { ...context, secrets }))
  if (problems.length > 0) return refuse(file, problems, yaml)
  return { ok: true, value: { config, secrets } }
}

export function readConfigText(file: string): ReadResult<string> {
  const read = readBounded(file, configBytesMax)
  if (read.kind === 'missing') return { ok: false, message: `There is no configuration file ${file}.` }
  if (read.kind === 'unreadable')
    return { ok: false, message: `The configuration file ${file} cannot be read: ${read.reason}.` }
  return { ok: true, value: read.text }
}

/** The form alone: YAML, fields and their types. What the names in it mean is not looked at. */
export function readShape(file: string, text: string): ReadResult<{ config: ConfigFile; yaml: ParsedYaml }> {
  const yaml = parseYaml(text)
  if ('problems' in yaml) return refuse(file, yaml.problems)
  // An editor that empties the file before it writes must not take every API away for a moment.
  if (yaml.value === null || yaml.value === undefined)
    return { ok: false, message: `${file} is empty: write at least \`apis: []\`.` }
  const parsed = configFileSchema.safeParse(yaml.value)
  if (!parsed.success) return refuse(file, describeIssues(parsed.error.issues, yaml))
  return { ok: true, value: { config: parsed.data, yaml } }
}

function refuse(file: string, problems: readonly ConfigProblem[], yaml?: ParsedYaml): { ok: false; message: string } {
  const placed = problems.map((problem) => ({ ...problem, line: problem.line ?? yaml?.lineOf(problem.path) }))
  return { ok: false, message: describeProblems(file, placed) }
}
