import type { ApiConfig, ApplicationConfig, ConfigFile, PolicyConfig } from '@tollgate/contract/config-file'
import { didYouMean } from './nearest-name.ts'
import type { PolicyCatalogue } from './policy-catalogue.ts'
import type { ConfigProblem, FieldPath } from './problem.ts'

/** Everything that is named exists: providers, plans, APIs, policies; and a policy's configuration is one it understands. */
export function checkReferences(config: ConfigFile, policies: PolicyCatalogue): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const plans = config.plans.map(({ name }) => name)
  const providers = config.providers.map(({ name }) => name)
  problems.push(...checkPolicies([], config.policies, { policies, plans }))
  for (const [index, api] of config.apis.entries()) {
    const path = ['apis', index]
    problems.push(...checkExists([...path, 'provider'], 'provider', api.provider, providers))
    for (const [position, plan] of api.plans.entries())
      problems.push(...checkExists([...path, 'plans', position], 'plan', plan, plans))
    problems.push(...checkPolicies(path, api.policies, { policies, plans }))
  }
  const apis = new Map(config.apis.map((api) => [`${api.name}/${api.version}`, api]))
  for (const [index, application] of config.applications.entries())
    problems.push(...checkSubscriptions(['applications', index], application, { apis, plans, config }))
  return problems
}

function checkPolicies(
  at: FieldPath,
  attached: readonly PolicyConfig[],
  { policies, plans }: { policies: PolicyCatalogue; plans: readonly string[] },
): ConfigProblem[] {
  return attached.flatMap(({ policy, config, when }, position) => {
    const path = [...at, 'policies', position]
    const named = (when?.plan ?? []).flatMap((plan, index) =>
      checkExists([...path, 'when', 'plan', index], 'plan', plan, plans),
    )
    const unknown = checkExists([...path, 'policy'], 'policy', policy, policies.names())
    if (unknown.length > 0) return [...unknown, ...named]
    const wrong = policies
      .check(policy, config ?? {})
      .map(({ path: place, reason }) => ({ path: [...path, 'config', ...place], message: reason }))
    return [...wrong, ...named]
  })
}

interface Known {
  apis: ReadonlyMap<string, ApiConfig>
  plans: readonly string[]
  config: ConfigFile
}

function checkSubscriptions(at: FieldPath, application: ApplicationConfig, known: Known): ConfigProblem[] {
  return application.subscriptions.flatMap((subscription, position) => {
    const path = [...at, 'subscriptions', position]
    const api = known.apis.get(subscription.api)
    if (api === undefined) return checkApiName([...path, 'api'], subscription.api, known.config)
    return checkPlan(path, subscription.plan, api, known.plans)
  })
}

function checkApiName(path: FieldPath, asked: string, config: ConfigFile): ConfigProblem[] {
  const versions = config.apis.filter(({ name }) => name === asked).map(({ version }) => `${asked}/${version}`)
  if (versions.length > 0)
    return [
      {
        path,
        message: `the version is missing in "${asked}"; write ${versions.map((name) => `"${name}"`).join(' or ')}`,
      },
    ]
  return checkExists(
    path,
    'API',
    asked,
    config.apis.map(({ name, version }) => `${name}/${version}`),
  )
}

function checkPlan(at: FieldPath, plan: string | undefined, api: ApiConfig, plans: readonly string[]): ConfigProblem[] {
  const name = `${api.name}/${api.version}`
  const path = [...at, 'plan']
  if (plan === undefined) {
    if (api.plans.length === 0) return []
    return [
      { path: at, message: `no plan is named, and ${name} offers some; add \`plan:\` with one of: ${list(api.plans)}` },
    ]
  }
  const unknown = checkExists(path, 'plan', plan, plans)
  if (unknown.length > 0 || api.plans.includes(plan)) return unknown
  const offer = api.plans.length === 0 ? 'offers no plans' : `offers ${list(api.plans)} only`
  return [{ path, message: `${name} ${offer}; add "${plan}" to the \`plans\` of the API, or choose otherwise here` }]
}

function checkExists(path: FieldPath, kind: string, name: string, known: readonly string[]): ConfigProblem[] {
  if (known.includes(name)) return []
  const there = known.length === 0 ? 'there is none at all' : `there is: ${list(known)}`
  return [{ path, message: `there is no ${kind} "${name}"; ${there}.${didYouMean(name, known)}` }]
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 20).join(', ')
  return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown
}
