import { savedViewCreateSchema, savedViewUpdateSchema } from '@tollgate/contract/resources/saved-view'
import type { Noun } from '../noun-commands/noun.ts'

export const savedViews: Noun = {
  name: 'saved-views',
  singular: 'saved view',
  path: '/saved-views',
  nameOf: ({ name }) => String(name),
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'SHOWS', value: 'address' },
    { heading: 'SHARED', value: 'isShared' },
    { heading: 'OF', value: 'ownerName' },
  ],
  empty:
    'There are no saved views yet. Make one: npx tollgate saved-views create --name NAME --address "/analytics/explore?by=team"',
  verbs: [
    { kind: 'list' },
    { kind: 'get' },
    { kind: 'create', schema: savedViewCreateSchema },
    { kind: 'update', schema: savedViewUpdateSchema },
    { kind: 'delete', effect: ' Whoever opens it finds it no more.' },
  ],
}
