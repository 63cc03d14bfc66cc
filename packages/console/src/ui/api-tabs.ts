/** The pages about one API, in the order of their tabs. */
export const apiTabs = [
  ['overview', 'Overview'],
  ['endpoints', 'Endpoints'],
  ['policies', 'Policies'],
  ['deployments', 'Deployments'],
  ['lifecycle', 'Lifecycle'],
  ['subscribers', 'Subscribers'],
  ['docs', 'Docs'],
  ['settings', 'Settings'],
] as const
export type ApiTab = (typeof apiTabs)[number][0]

/** Where a page about an API is. */
export function apiPath(apiId: string, tab: ApiTab = 'overview'): string {
  return `/publisher/apis/${apiId}${tab === 'overview' ? '' : `/${tab}`}`
}
