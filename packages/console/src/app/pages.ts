interface ConsolePage {
  /** With `$name` for parameters. */
  readonly path: string
  readonly load: () => Promise<Record<string, unknown>>
  /** What the module exports. */
  readonly name: string
}

/** Every page of the console by its address. */
export const pages: readonly ConsolePage[] = [
  { path: '/', load: () => import('../features/start/start-page.tsx'), name: 'StartPage' },
  { path: '/welcome', load: () => import('../features/first-run/welcome-page.tsx'), name: 'WelcomePage' },
  { path: '/devportal', load: () => import('../features/developer-home/home-page.tsx'), name: 'HomePage' },
  {
    path: '/devportal/applications',
    load: () => import('../features/applications/applications-page.tsx'),
    name: 'ApplicationsPage',
  },
  {
    path: '/devportal/applications/$id',
    load: () => import('../features/applications/application-page.tsx'),
    name: 'ApplicationPage',
  },
  {
    path: '/publisher',
    load: () => import('../features/publisher-apis/api-list-page.tsx'),
    name: 'ApiListPage',
  },
  {
    path: '/publisher/apis/$id',
    load: () => import('../features/publisher-api/overview-page.tsx'),
    name: 'ApiOverviewPage',
  },
  {
    path: '/publisher/apis/new',
    load: () => import('../features/publisher-api/new-api-page.tsx'),
    name: 'NewApiPage',
  },
  {
    path: '/publisher/apis/$id/endpoints',
    load: () => import('../features/publisher-api/endpoints-page.tsx'),
    name: 'ApiEndpointsPage',
  },
  {
    path: '/publisher/apis/$id/policies',
    load: () => import('../features/policies/api-policies.tsx'),
    name: 'ApiPolicies',
  },
  { path: '/publisher/plans', load: () => import('../features/plans/plans-page.tsx'), name: 'PlansPage' },
  { path: '/publisher/plans/new', load: () => import('../features/plans/new-plan-page.tsx'), name: 'NewPlanPage' },
  { path: '/publisher/plans/$id', load: () => import('../features/plans/plan-page.tsx'), name: 'PlanPage' },
  {
    path: '/publisher/requests',
    load: () => import('../features/requests/requests-page.tsx'),
    name: 'RequestsPage',
  },
  {
    path: '/publisher/subscribers',
    load: () => import('../features/subscribers/all-subscribers-page.tsx'),
    name: 'AllSubscribersPage',
  },
  {
    path: '/publisher/policies',
    load: () => import('../features/policies/organisation-policies-page.tsx'),
    name: 'OrganisationPoliciesPage',
  },
  {
    path: '/publisher/policies/library',
    load: () => import('../features/policies/library-page.tsx'),
    name: 'PolicyLibraryPage',
  },
  {
    path: '/publisher/apis/$id/deployments',
    load: () => import('../features/publisher-api/deployments-page.tsx'),
    name: 'ApiDeploymentsPage',
  },
  {
    path: '/publisher/apis/$id/lifecycle',
    load: () => import('../features/publisher-api/lifecycle-page.tsx'),
    name: 'ApiLifecyclePage',
  },
  {
    path: '/publisher/apis/$id/docs',
    load: () => import('../features/publisher-api/docs-page.tsx'),
    name: 'ApiDocsPage',
  },
  {
    path: '/publisher/apis/$id/subscribers',
    load: () => import('../features/subscribers/api-subscribers-page.tsx'),
    name: 'ApiSubscribersPage',
  },
  {
    path: '/publisher/apis/$id/settings',
    load: () => import('../features/publisher-api/settings-page.tsx'),
    name: 'ApiSettingsPage',
  },
  { path: '/admin', load: () => import('../features/admin-people/people-page.tsx'), name: 'PeoplePage' },
  { path: '/admin/people/$id', load: () => import('../features/admin-people/person-page.tsx'), name: 'PersonPage' },
  { path: '/admin/teams', load: () => import('../features/admin-teams/teams-page.tsx'), name: 'TeamsPage' },
  { path: '/admin/sign-in', load: () => import('../features/admin-settings/sign-in-page.tsx'), name: 'SignInPage' },
  { path: '/admin/settings', load: () => import('../features/admin-settings/settings-page.tsx'), name: 'SettingsPage' },
  {
    path: '/admin/providers',
    load: () => import('../features/admin-providers/providers-page.tsx'),
    name: 'ProvidersPage',
  },
  { path: '/admin/models', load: () => import('../features/admin-providers/models-page.tsx'), name: 'ModelsPage' },
  { path: '/admin/gateways', load: () => import('../features/admin-gateways/gateways-page.tsx'), name: 'GatewaysPage' },
  { path: '/admin/limits', load: () => import('../features/admin-limits/limits-page.tsx'), name: 'LimitsPage' },
  { path: '/admin/alerts', load: () => import('../features/admin-alerts/alerts-page.tsx'), name: 'AlertsPage' },
  { path: '/admin/audit', load: () => import('../features/admin-audit/audit-page.tsx'), name: 'AuditPage' },
  {
    path: '/admin/exporters',
    load: () => import('../features/admin-exporters/exporters-page.tsx'),
    name: 'ExportersPage',
  },
  {
    path: '/devportal/catalogue/$id/try',
    load: () => import('../features/playground/try-page.tsx'),
    name: 'TryPage',
  },
  {
    path: '/analytics/guardrails',
    load: () => import('../features/analytics-guardrails/guardrails-page.tsx'),
    name: 'GuardrailsPage',
  },
  {
    path: '/analytics/providers',
    load: () => import('../features/analytics-providers/provider-health-page.tsx'),
    name: 'ProviderHealthPage',
  },
  {
    path: '/analytics',
    load: () => import('../features/analytics-overview/overview-page.tsx'),
    name: 'UsageOverviewPage',
  },
  {
    path: '/analytics/explore',
    load: () => import('../features/analytics-explore/explore-page.tsx'),
    name: 'ExplorePage',
  },
  {
    path: '/analytics/exchanges',
    load: () => import('../features/exchanges/exchanges-page.tsx'),
    name: 'ExchangesPage',
  },
  {
    path: '/analytics/conversations',
    load: () => import('../features/conversations/conversations-page.tsx'),
    name: 'ConversationsPage',
  },
  {
    path: '/analytics/conversations/$id',
    load: () => import('../features/conversations/conversation-page.tsx'),
    name: 'ConversationPage',
  },
  {
    path: '/analytics/views',
    load: () => import('../features/saved-views/saved-views-page.tsx'),
    name: 'SavedViewsPage',
  },
  {
    path: '/devportal/catalogue',
    load: () => import('../features/catalogue/catalogue-page.tsx'),
    name: 'CataloguePage',
  },
  {
    path: '/devportal/catalogue/$id',
    load: () => import('../features/catalogue/entry-page.tsx'),
    name: 'CatalogueEntryPage',
  },
  { path: '/devportal/connect', load: () => import('../features/connect/connect-page.tsx'), name: 'ConnectPage' },
  {
    path: '/devportal/requests',
    load: () => import('../features/my-requests/my-requests-page.tsx'),
    name: 'MyRequestsPage',
  },
]
