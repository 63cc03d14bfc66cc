import type { Noun } from '../noun-commands/noun.ts'

export const revisions: Noun = {
  name: 'revisions',
  singular: 'revision',
  path: '/apis/{api}/revisions',
  isPaged: false,
  parent: { name: 'api', noun: 'apis', description: 'API that they belong to: its name/version or id' },
  nameOf: ({ number }) => String(number),
  columns: [
    { heading: 'NUMBER', value: 'number' },
    { heading: 'DEPLOYED TO', value: 'environmentIds', reference: 'environments' },
    { heading: 'BY', value: 'authorName' },
    { heading: 'NOTE', value: 'note' },
    { heading: 'MADE', value: 'createdAt', as: 'time' },
  ],
  empty: 'There are no revisions yet: each deployment makes one.',
  verbs: [{ kind: 'list' }, { kind: 'get' }, { kind: 'delete' }],
}
