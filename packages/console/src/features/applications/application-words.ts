import type { Application, ApplicationKind } from '@tollgate/contract/resources/application'

export const kindWords: Readonly<Record<ApplicationKind, readonly [word: string, meaning: string]>> = {
  personal: ['personal', 'One person’s alone. Everybody has one.'],
  shared: ['shared', 'People call with it, each with a key of their own.'],
  service: ['service', 'A machine’s: a build, a bot, a server.'],
}

export function applicationPath(id: string): string {
  return `/devportal/applications/${id}`
}

/** Its team, and without one its owner. */
export function holderOf({ teamName, ownerName }: Application): string {
  return teamName ?? ownerName ?? 'nobody'
}

/** Where its calls are listed. */
export function exchangesPath(applicationId: string): string {
  return `/analytics/exchanges?${new URLSearchParams({ application: applicationId })}`
}

export function cataloguePath(apiId: string): string {
  return `/devportal/catalogue/${apiId}`
}
