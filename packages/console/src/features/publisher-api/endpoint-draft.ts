import type { Endpoint, EndpointTry } from '@tollgate/contract/resources/endpoint'
import { certificatesOf, type EndpointTarget, emptyTarget, isTargetWhole, targetBody } from './endpoint-target.ts'

/** An endpoint as it is edited. */
export interface EndpointDraft {
  readonly name: string
  readonly stage: 'production' | 'sandbox'
  readonly environmentId: string | null
  readonly weight: number
  readonly target: EndpointTarget
}

export function draftOf(endpoint: Endpoint | undefined): EndpointDraft {
  if (endpoint === undefined)
    return { name: '', stage: 'production', environmentId: null, weight: 1, target: emptyTarget }
  const { name, stage, environmentId, weight, url, trustedCertificates } = endpoint
  const target = { ...emptyTarget, url, choice: 'keep' as const, trustedCertificates: trustedCertificates ?? '' }
  return { name, stage, environmentId, weight, target }
}

export function endpointBody({ name, stage, environmentId, weight, target }: EndpointDraft) {
  return {
    ...(name.trim() === '' ? {} : { name }),
    ...{ stage, environmentId, weight },
    ...targetBody(target),
    trustedCertificates: certificatesOf(target),
  }
}

/** What is typed in, to be tried as it is; undefined: something is missing. */
export function endpointTry(draft: EndpointDraft, endpoint: Endpoint | undefined): EndpointTry | undefined {
  const { target } = draft
  if (!isTargetWhole(target)) return undefined
  const kept = target.choice === 'keep' ? { credentialId: endpoint?.credentialId ?? null } : {}
  return { ...targetBody(target), ...kept, trustedCertificates: certificatesOf(target) }
}
