import type { ExporterSettings } from '@tollgate/contract/resources/exporter-settings'
import { endpointUrlProblem } from '../../config/endpoint-url.ts'
import type { Reader } from '../../storage/store.ts'
import { conflict, invalidField } from '../problem.ts'
import type { Verb } from '../verb.ts'

/** Types that cannot do without a secret, and those that have none. */
const needsSecret: ReadonlySet<string> = new Set(['webhook', 's3', 'moesif', 'choreo'])
const hasNoSecret: ReadonlySet<string> = new Set(['elk-log'])

/** Every address in the settings may be called, and there is a secret where one is needed. */
export function checkExporter(
  { allowPrivateUpstreams }: Pick<Verb, 'allowPrivateUpstreams'>,
  settings: ExporterSettings,
  hasSecret: boolean,
): void {
  for (const [field, address] of addressesIn(settings)) {
    const problem = endpointUrlProblem(address, allowPrivateUpstreams)
    if (problem !== undefined) throw invalidField(`settings.${field}`, problem)
  }
  const { type } = settings
  if (needsSecret.has(type) && !hasSecret) throw invalidField('secret', `is missing: ${type} cannot do without one`)
  if (hasNoSecret.has(type) && hasSecret) throw invalidField('secret', `is nothing that ${type} has; leave it out`)
}

/** A secret is sent to the places only for which it was given. */
export function goesElsewhere(settings: ExporterSettings, before: Readonly<Record<string, unknown>>): boolean {
  const known = new Set(addressesIn(before).map(([, address]) => originOf(address)))
  return addressesIn(settings).some(([, address]) => !known.has(originOf(address)))
}

export async function nameIsFree(reader: Reader, name: string): Promise<void> {
  const [holder] = await reader.find('exporter', { name })
  if (holder !== undefined)
    throw conflict(`There is an exporter ${name} already (${holder.id}): choose another name.`, 'name')
}

function addressesIn(settings: object): [string, string][] {
  return Object.entries(settings).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && /^[a-z][a-z0-9+.-]*:\/\//i.test(entry[1].trim()),
  )
}

function originOf(address: string): string {
  const url = URL.parse(address.trim())
  return url === null ? address : url.origin
}
