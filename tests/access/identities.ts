/** Everybody who calls every route. */
export const identityNames = [
  'anonymous',
  'badToken',
  'expiredToken',
  'suspended',
  'otherOrganisation',
  'viewer',
  'developer',
  'publisher',
  'admin',
  'readOnlyAdmin',
] as const
export type IdentityName = (typeof identityNames)[number]

/** What somebody sends with a call: a token to the REST API, the cookie of a session to the log-in routes. */
export interface Identity {
  readonly token: Readonly<Record<string, string>>
  readonly cookie: Readonly<Record<string, string>>
}
