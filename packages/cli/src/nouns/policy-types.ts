import type { Noun } from '../noun-commands/noun.ts'

export const policyTypes: Noun = {
  name: 'policy-types',
  singular: 'policy type',
  path: '/policy-types',
  isPaged: false,
  isNamedById: true,
  nameOf: ({ name }) => String(name),
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'KIND', value: 'kind' },
    { heading: 'READS', value: 'flows' },
    { heading: 'ON FAILURE', value: 'onFailure' },
    { heading: 'WHAT IT DOES', value: 'summary' },
  ],
  empty: 'There are no policies.',
  verbs: [{ kind: 'list' }, { kind: 'get' }],
}
