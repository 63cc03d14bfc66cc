import { accessTokenCreateSchema } from '@tollgate/contract/resources/access-token'
import type { Noun } from '../noun-commands/noun.ts'

export const tokens: Noun = {
  name: 'tokens',
  singular: 'access token',
  path: '/access-tokens',
  nameOf: ({ name }) => String(name),
  references: { personId: 'people' },
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'ENDS IN', value: 'lastFour' },
    { heading: 'MAY', value: ({ readOnly }) => (readOnly === true ? 'read' : 'read and change') },
    { heading: 'EXPIRES', value: ({ expiresAt }) => expiresAt ?? 'never', as: 'time' },
    { heading: 'LAST USED', value: ({ lastUsedAt }) => lastUsedAt ?? 'never', as: 'time' },
  ],
  empty: 'You have no access tokens. Make one: npx tollgate tokens create --name NAME',
  verbs: [
    {
      kind: 'list',
      filters: [{ flag: 'person', query: 'personId', description: "somebody else's", reference: 'people' }],
    },
    { kind: 'get' },
    { kind: 'create', schema: accessTokenCreateSchema, shownOnce: 'token' },
    { kind: 'delete', name: 'revoke', effect: ' Whoever uses it is refused at once.' },
  ],
}
