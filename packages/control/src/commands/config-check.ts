import type { ConfigFile } from '@tollgate/contract/config-file'
import { formatPath } from '../config/problem.ts'
import { type ReadContext, type ResolvedConfig, readConfig } from '../config/read-config.ts'
import { endpointsOf } from '../config/resolve-secrets.ts'
import { PlainFailure } from '../plain-failure.ts'

/** Reads a configuration as `serve` would and says what is in it; all its problems are the failure's message. */
export function configCheck(file: string, context: ReadContext): string {
  const result = readConfig(file, context)
  if (!result.ok) throw new PlainFailure(result.message)
  return `${file} is good: ${count(result.value.config)}.${demoNote(result.value)}\n`
}

function count({ apis, plans, applications }: ConfigFile): string {
  const keys = applications.flatMap((application) => application.keys).length
  return [
    amount(apis.length, 'API'),
    amount(plans.length, 'plan'),
    amount(applications.length, 'application'),
    amount(keys, 'key'),
  ].join(', ')
}

function amount(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function demoNote({ config, secrets }: ResolvedConfig): string {
  const unset = [...endpointsOf(config)].filter(
    ([path, { credential }]) =>
      credential !== undefined && !('stored' in credential) && !secrets.has(formatPath([...path, 'credential'])),
  )
  if (unset.length === 0) return ''
  return ` The demo provider answers for ${unset.map(([path]) => formatPath(path)).join(', ')}: no credential is set.`
}
