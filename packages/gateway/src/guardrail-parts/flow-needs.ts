import type { PolicyNeeds } from '../pipeline/policy.ts'

/** What a rule about texts has to read, by the direction that it is for. */
export function flowNeeds({ flow }: { readonly flow: 'request' | 'response' | 'both' }): PolicyNeeds {
  return { request: flow === 'response' ? 'none' : 'whole', response: flow === 'request' ? 'none' : 'events' }
}
