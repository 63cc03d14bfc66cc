import type { ApiListed, apiCreateSchema } from '@tollgate/contract/resources/api'
import type { Environment } from '@tollgate/contract/resources/environment'
import type { Plan } from '@tollgate/contract/resources/plan'
import type { Provider } from '@tollgate/contract/resources/provider'
import type { z } from 'zod'
import { certificatesOf, type EndpointTarget, emptyTarget, targetBody } from './endpoint-target.ts'

/** What can be chosen from. */
export interface NewApiOptions {
  readonly providers: readonly Provider[]
  readonly plans: readonly Plan[]
  readonly environments: readonly Environment[]
  /** That there are already: a new one is not called like them. */
  readonly apis: readonly Pick<ApiListed, 'name' | 'context'>[]
}

/** The form of a new API, as it is filled in. */
export interface NewApi {
  readonly providerId: string
  readonly name: string
  readonly context: string
  readonly version: string
  readonly description: string
  readonly target: EndpointTarget
  readonly planIds: readonly string[]
  readonly isDeployed: boolean
  readonly environmentId: string | null
  readonly isPublished: boolean
}

/** What every part of the form is given. */
export interface NewApiPart {
  readonly api: NewApi
  readonly options: NewApiOptions
  readonly change: (changes: Partial<NewApi>) => void
  readonly problems: Readonly<Record<string, string>>
}

export function emptyNewApi(options: NewApiOptions): NewApi {
  const empty: NewApi = {
    ...{ providerId: '', name: '', context: '', version: '1.0.0', description: '', target: emptyTarget },
    planIds: options.plans.slice(0, 1).map(({ id }) => id),
    isDeployed: true,
    environmentId: environmentOf(options.environments)?.id ?? null,
    isPublished: true,
  }
  const [only, ...more] = options.providers
  return only !== undefined && more.length === 0 ? withProvider(empty, options, only.id) : empty
}

/** Name, address and endpoint follow from the provider; a secret that was typed in was for another one. */
export function withProvider(api: NewApi, { providers, apis }: NewApiOptions, providerId: string): NewApi {
  const provider = providers.find(({ id }) => id === providerId)
  if (provider === undefined) return api
  const known = provider.name.toLowerCase() === 'openai' ? 'OpenAI' : provider.name
  const word = provider.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '')
  const isTaken = (mark: string) =>
    apis.some(({ name, context }) => name === `${known} API${mark && ` ${mark}`}` || context === `/${word}api${mark}`)
  let mark = ''
  for (let count = 2; isTaken(mark); count++) mark = String(count)
  return {
    ...api,
    providerId,
    name: `${known} API${mark && ` ${mark}`}`,
    context: `/${word}api${mark}`,
    target: { ...emptyTarget, url: provider.baseUrl ?? (provider.type === 'openai' ? 'https://api.openai.com' : '') },
  }
}

export function newApiBody({ target, ...api }: NewApi): z.input<typeof apiCreateSchema> {
  const { providerId, name, context, version, description } = api
  return {
    ...{ providerId, name, context, version, description },
    planIds: [...api.planIds],
    endpoints: { production: { ...targetBody(target), trustedCertificates: certificatesOf(target) } },
  }
}

/** The one that is deployed to first. */
function environmentOf(environments: readonly Environment[]): Environment | undefined {
  return environments.find(({ promotesFromId }) => promotesFromId === null) ?? environments[0]
}
