import type { EndpointTry } from '@tollgate/contract/resources/endpoint'

/** How the calls of an endpoint are let in at the provider. `keep`: as the endpoint is saved. */
export type CredentialChoice = 'secret' | 'existing' | 'none' | 'keep'

/** Where calls are to go, as it is typed in. */
export interface EndpointTarget {
  readonly url: string
  readonly choice: CredentialChoice
  readonly secret: string
  /** Empty: Authorization: Bearer. */
  readonly header: string
  readonly credentialId: string | null
  readonly trustedCertificates: string
}

export const emptyTarget: EndpointTarget = {
  url: '',
  choice: 'secret',
  secret: '',
  header: '',
  credentialId: null,
  trustedCertificates: '',
}

/** The part of a request that says it; what is kept is not said. */
export function targetBody(target: EndpointTarget): Omit<EndpointTry, 'trustedCertificates'> {
  const { choice, secret, header, credentialId } = target
  const url = target.url.trim()
  switch (choice) {
    case 'secret':
      return { url, secret, ...(header === '' ? {} : { header }) }
    case 'existing':
    case 'none':
      return { url, credentialId: choice === 'none' ? null : credentialId }
    case 'keep':
      return { url }
  }
}

export function certificatesOf({ trustedCertificates }: EndpointTarget): string | null {
  return trustedCertificates.trim() === '' ? null : trustedCertificates
}

/** There is something to ask with. */
export function isTargetWhole({ url, choice, secret, credentialId }: EndpointTarget): boolean {
  if (url.trim() === '') return false
  return choice === 'secret' ? secret !== '' : choice !== 'existing' || credentialId !== null
}

/** undefined: what is typed is no address yet. */
export function originOf(url: string): string | undefined {
  return URL.canParse(url.trim()) ? new URL(url.trim()).origin : undefined
}
