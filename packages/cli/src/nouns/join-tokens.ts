import type { ActionOutput, Noun } from '../noun-commands/noun.ts'
import { relativeTime } from '../output/relative-time.ts'

/** A join token, with the command that uses it. */
export const joinTokenMade: ActionOutput = {
  kind: 'shown-once',
  field: 'token',
  say: ({ expiresAt }) =>
    `On the machine of the gateway, ${relativeTime(String(expiresAt), Date.now())} at the latest: npx tollgate gateway --join TOKEN.`,
}

export const joinTokens: Noun = {
  name: 'join-tokens',
  singular: 'join token',
  path: '/gateways/join-tokens',
  nameOf: ({ name }) => String(name),
  references: { environmentId: 'environments' },
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'ENVIRONMENT', value: 'environmentId', reference: 'environments' },
    { heading: 'STATE', value: 'state' },
    { heading: 'EXPIRES', value: 'expiresAt', as: 'time' },
    { heading: 'USED', value: 'usedAt', as: 'time' },
  ],
  empty: 'There are no join tokens. Make one: npx tollgate gateways join-token',
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
      ],
    },
    { kind: 'delete', name: 'revoke', summary: 'revoke a join token; a gateway that joined with it stays' },
  ],
}
