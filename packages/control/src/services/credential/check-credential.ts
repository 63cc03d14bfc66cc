import { cleanCredential } from '../../config/credential.ts'
import { endpointUrlProblem } from '../../config/endpoint-url.ts'
import { reservedHeaderProblem } from '../../config/reserved-header.ts'
import type { Reader } from '../../storage/store.ts'
import { conflict, invalidField } from '../problem.ts'
import type { Verb } from '../verb.ts'

/** `https://api.openai.com/` → `https://api.openai.com`; a path is refused, for the secret goes wherever the origin is. */
export function checkedOrigin({ allowPrivateUpstreams }: Verb, text: string): string {
  const problem = endpointUrlProblem(text, allowPrivateUpstreams)
  if (problem !== undefined) throw invalidField('origin', problem)
  const { origin, pathname } = new URL(text.trim())
  if (pathname !== '/') throw invalidField('origin', `has a path in it (${pathname}); write ${origin} alone`)
  return origin
}

export function checkedHeader(header: string | null): string | null {
  const reserved = header === null ? undefined : reservedHeaderProblem(header)
  if (reserved !== undefined) throw invalidField('header', `cannot be used: ${reserved}`)
  return header
}

/** The secret as it goes into its header. */
export function checkedSecret(secret: string, header: string | null): string {
  const clean = cleanCredential(secret, header ?? undefined)
  if ('problem' in clean) throw invalidField('secret', clean.problem)
  if (clean.value === '') throw invalidField('secret', 'is empty; paste the key that the provider gave you')
  return clean.value
}

export async function nameIsFree(reader: Reader, name: string): Promise<void> {
  const [holder] = await reader.find('credential', { name })
  if (holder !== undefined)
    throw conflict(`There is a credential ${name} already (${holder.id}): choose another name.`, 'name')
}
