import type { LoadNoun, Noun } from '../noun-commands/noun.ts'

interface NounEntry {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<Noun>
}

/** Every noun, in the order of the help. Each is read when it is needed, so that help and `up` do not wait for schemas. */
const entries: readonly NounEntry[] = [
  { name: 'people', summary: 'who works with Tollgate', load: async () => (await import('./people.ts')).people },
  { name: 'teams', summary: 'teams and their cost centres', load: async () => (await import('./teams.ts')).teams },
  { name: 'members', summary: 'who is in a team', load: async () => (await import('./members.ts')).members },
  { name: 'roles', summary: 'who may do what', load: async () => (await import('./roles.ts')).roles },
  {
    name: 'tokens',
    summary: 'access tokens for programs that ask the REST API',
    load: async () => (await import('./tokens.ts')).tokens,
  },
  {
    name: 'providers',
    summary: 'who answers the calls of APIs',
    load: async () => (await import('./providers.ts')).providers,
  },
  {
    name: 'credentials',
    summary: 'secrets that open providers',
    load: async () => (await import('./credentials.ts')).credentials,
  },
  {
    name: 'models',
    summary: 'what models are called, cost, and who may use them',
    load: async () => (await import('./models.ts')).models,
  },
  {
    name: 'environments',
    summary: 'where APIs are deployed',
    load: async () => (await import('./environments.ts')).environments,
  },
  {
    name: 'gateways',
    summary: 'the gateways that follow this control plane, and how they are',
    load: async () => (await import('./gateways.ts')).gateways,
  },
  {
    name: 'join-tokens',
    summary: 'tokens with which gateways may still join',
    load: async () => (await import('./join-tokens.ts')).joinTokens,
  },
  { name: 'plans', summary: 'what a subscription may use', load: async () => (await import('./plans.ts')).plans },
  {
    name: 'quotas',
    summary: 'limits and budgets beside the plans',
    load: async () => (await import('./quotas.ts')).quotas,
  },
  {
    name: 'deny-rules',
    summary: 'calls that are refused whatever their plan',
    load: async () => (await import('./deny-rules.ts')).denyRules,
  },
  { name: 'apis', summary: 'APIs: make, deploy and publish them', load: async () => (await import('./apis.ts')).apis },
  {
    name: 'revisions',
    summary: 'what was deployed of an API, kept as it was',
    load: async () => (await import('./revisions.ts')).revisions,
  },
  {
    name: 'endpoints',
    summary: "where an API's calls go",
    load: async () => (await import('./endpoints.ts')).endpoints,
  },
  {
    name: 'policies',
    summary: 'rules that calls go through',
    load: async () => (await import('./policies.ts')).policies,
  },
  {
    name: 'policy-types',
    summary: 'policies that can be attached',
    load: async () => (await import('./policy-types.ts')).policyTypes,
  },
  {
    name: 'catalogue',
    summary: 'APIs that you may use, or ask to use',
    load: async () => (await import('./catalogue.ts')).catalogue,
  },
  {
    name: 'applications',
    summary: 'what keys and subscriptions belong to',
    load: async () => (await import('./applications.ts')).applications,
  },
  {
    name: 'subscriptions',
    summary: 'which application uses which API, on which plan',
    load: async () => (await import('./subscriptions.ts')).subscriptions,
  },
  { name: 'keys', summary: 'make API keys and take them back', load: async () => (await import('./keys.ts')).keys },
  {
    name: 'requests',
    summary: 'what developers ask for and publishers answer',
    load: async () => (await import('./requests.ts')).requests,
  },
  {
    name: 'settings',
    summary: 'what the organisation decides for itself',
    load: async () => (await import('./settings.ts')).settings,
  },
  {
    name: 'alert-channels',
    summary: 'where alerts about quotas go',
    load: async () => (await import('./alert-channels.ts')).alertChannels,
  },
  {
    name: 'exporters',
    summary: 'other systems that are told of usage',
    load: async () => (await import('./exporters.ts')).exporters,
  },
  {
    name: 'saved-views',
    summary: 'questions about usage that people come back to',
    load: async () => (await import('./saved-views.ts')).savedViews,
  },
  { name: 'audit', summary: 'who changed what', load: async () => (await import('./audit.ts')).audit },
]

export const nounSummaries: ReadonlyArray<{ readonly name: string; readonly summary: string }> = entries

export const loadNoun: LoadNoun = async (name) => {
  const entry = entries.find((one) => one.name === name)
  if (entry === undefined) throw new Error(`there is no noun ${name}`)
  return await entry.load()
}
