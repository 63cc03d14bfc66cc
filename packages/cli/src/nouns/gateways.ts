import { gatewayUpdateSchema, joinTokenCreateSchema } from '@tollgate/contract/resources/gateway'
import type { JsonObject } from '../api-client/json.ts'
import { at } from '../api-client/json.ts'
import type { Noun } from '../noun-commands/noun.ts'
import { joinTokenMade } from './join-tokens.ts'

export const gateways: Noun = {
  name: 'gateways',
  singular: 'gateway',
  path: '/gateways',
  isMeant: ({ state }) => state === 'active',
  nameOf: ({ name }) => String(name),
  references: { environmentId: 'environments' },
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'ENVIRONMENT', value: 'environmentId', reference: 'environments' },
    { heading: 'HEALTH', value: health },
    { heading: 'VERSION', value: ({ status }) => at(status, 'version') },
    { heading: 'SOFTWARE', value: ({ status }) => at(status, 'software') },
    { heading: 'OPEN CALLS', value: ({ status }) => at(status, 'openCalls') },
    { heading: 'SEEN', value: ({ status }) => at(status, 'lastSeenAt'), as: 'time' },
  ],
  empty: 'There are no gateways yet. Let one join: npx tollgate gateways join-token',
  verbs: [
    {
      kind: 'list',
      filters: [
        {
          flag: 'environment',
          query: 'environmentId',
          description: 'only those of this environment',
          reference: 'environments',
        },
        { flag: 'state', description: 'only those in this state', choices: ['active', 'revoked'] },
      ],
    },
    { kind: 'get' },
    { kind: 'update', schema: gatewayUpdateSchema },
    {
      kind: 'action',
      name: 'join-token',
      summary: 'make a token with which one gateway can join',
      target: 'all',
      method: 'POST',
      path: '',
      at: '/gateways/join-tokens',
      schema: joinTokenCreateSchema,
      settings: { references: { environmentId: 'environments' } },
      output: joinTokenMade,
    },
    {
      kind: 'action',
      name: 'revoke',
      summary: 'shut a gateway out: its token opens nothing any more',
      target: 'one',
      method: 'POST',
      path: '/revoke',
      question: 'Revoke the gateway {name}? It serves on with what it has, and hears of no change any more.',
      output: { kind: 'sentence', say: (_, name) => `The gateway "${name}" is shut out.` },
    },
    { kind: 'delete' },
  ],
}

function health({ state, status }: JsonObject): string {
  if (state === 'revoked') return 'revoked'
  if (status === null || status === undefined) return 'never seen'
  if (at(status, 'isHealthy') !== true) return 'silent'
  if (at(status, 'refused') !== null) return 'refused a change'
  return at(status, 'isInSync') === true ? 'good' : 'behind'
}
