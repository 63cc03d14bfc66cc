export interface Addressed {
  readonly context: string
  readonly version: string
  readonly isDefaultVersion: boolean
}

export interface ApiAddress {
  /** `/openaiapi/2.3.0`, or `/openaiapi` of a default version. */
  readonly address: string
  readonly isDefault: boolean
}

/** Where an API answers: at context and version, and at the context alone where it is the default version. */
export function addressesOf({ context, version, isDefaultVersion }: Addressed): ApiAddress[] {
  const versioned = { address: `${context}/${version}`, isDefault: false }
  return isDefaultVersion ? [versioned, { address: context, isDefault: true }] : [versioned]
}

/** Clients and proxies fold such segments before we ever see them (RFC 3986 §5.2.4). */
export function hasDotSegment({ context, version }: Addressed): boolean {
  return `${context}/${version}`.split('/').some((segment) => segment === '.' || segment === '..')
}
