import { randomBytes } from 'node:crypto'
import type { configFileSchema } from '@tollgate/contract/config-file'
import type { z } from 'zod'

/** A `tollgate.yaml` as one may write it: what has a default may be left out. */
export type ConfigInput = z.input<typeof configFileSchema>
export type ApiInput = NonNullable<ConfigInput['apis']>[number]
export type ApplicationInput = NonNullable<ConfigInput['applications']>[number]

/** Secrets that a test plants: each is a text that must never be seen outside. */
export interface PlantedSecrets {
  readonly PROVIDER_KEY: string
  readonly CLIENT_KEY: string
}

export function plantSecrets(): PlantedSecrets {
  return {
    PROVIDER_KEY: `sk-planted-provider-${randomBytes(16).toString('hex')}`,
    CLIENT_KEY: `planted-client-${randomBytes(16).toString('hex')}`,
  }
}

/** The seed guide's API, `/openaiapi/2.3.0`, in front of a provider's address. */
export function guideApi(providerUrl: string, changes: Partial<ApiInput> = {}): ApiInput {
  return {
    name: 'OpenAI API',
    context: '/openaiapi',
    version: '2.3.0',
    provider: 'openai',
    endpoints: { production: { url: providerUrl, credential: { env: 'PROVIDER_KEY' } } },
    ...changes,
  }
}

/** One application, subscribed to all the APIs, with one key: CLIENT_KEY. */
export function configOf(apis: readonly ApiInput[], applications?: readonly ApplicationInput[]): ConfigInput {
  const subscribed: ApplicationInput = {
    name: 'tests',
    owner: 'alice',
    subscriptions: apis.map(({ name, version }) => ({ api: `${name}/${version}` })),
    keys: [{ name: 'laptop', user: 'alice', value: { env: 'CLIENT_KEY' } }],
  }
  return {
    providers: [{ name: 'openai', type: 'openai' }],
    apis: [...apis],
    applications: [...(applications ?? [subscribed])],
  }
}

/** JSON is YAML, so content needs no YAML writer. */
export function renderConfig(config: ConfigInput | string): string {
  return typeof config === 'string' ? config : JSON.stringify(config, null, 2)
}
