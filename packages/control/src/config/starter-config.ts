import { type ConfigFile, configFileSchema } from '@tollgate/contract/config-file'

/**
 * What a new installation begins with: plans, the seed guide's API in front of OpenAI (the demo provider answers until its key is
 * there), and one application with one key.
 */
export function starterConfig(keyHash: string): ConfigFile {
  return configFileSchema.parse({
    providers: [{ name: 'openai', type: 'openai' }],
    plans: [
      plan('AIBronze', { tokensPerDay: 1_000_000, requestsPerMinute: 60, outputCap: 16_000 }),
      plan('AISilver', { tokensPerDay: 5_000_000, requestsPerMinute: 300, outputCap: 32_000 }),
      plan('AIGold', { tokensPerDay: 20_000_000, requestsPerMinute: 1_000, outputCap: 64_000 }),
      { name: 'Unlimited' },
    ],
    apis: [
      {
        name: 'OpenAI API',
        context: '/openaiapi',
        version: '2.3.0',
        default: true,
        description: 'OpenAI for Codex and every OpenAI-compatible client',
        provider: 'openai',
        endpoints: {
          production: {
            url: 'https://api.openai.com',
            credential: { env: 'OPENAI_API_KEY' },
            demoWhenUnset: true,
          },
        },
        plans: ['AIBronze', 'AISilver', 'AIGold', 'Unlimited'],
      },
    ],
    applications: [
      {
        name: 'my-laptop',
        subscriptions: [{ api: 'OpenAI API/2.3.0', plan: 'AIGold' }],
        keys: [{ name: 'first', hash: keyHash }],
      },
    ],
  })
}

interface PlanNumbers {
  readonly tokensPerDay: number
  readonly requestsPerMinute: number
  readonly outputCap: number
}

function plan(name: string, { tokensPerDay, requestsPerMinute, outputCap }: PlanNumbers) {
  return {
    name,
    outputCap,
    limits: [
      { metric: 'total-tokens', limit: tokensPerDay, per: 'day' },
      { metric: 'requests', limit: requestsPerMinute, per: 'minute' },
    ],
  }
}
