import type { Noun } from '../noun-commands/noun.ts'

export const catalogue: Noun = {
  name: 'catalogue',
  singular: 'API',
  plural: 'APIs',
  path: '/catalogue',
  nameOf: (api) => `${api.name}/${api.version}`,
  searchQuery: (name) => ({ search: name.replace(/\/[^/]*$/, '').slice(0, 100) }),
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'VERSION', value: 'version' },
    { heading: 'STATE', value: 'state' },
    { heading: 'PATH', value: 'path' },
    { heading: 'SUBSCRIBED', value: 'isSubscribed' },
    { heading: 'DESCRIPTION', value: 'description' },
  ],
  empty: 'There is no API for you yet: those who publish them decide who sees them.',
  verbs: [
    {
      kind: 'list',
      filters: [
        { flag: 'search', description: 'part of name or description' },
        { flag: 'tag', description: 'only those with this tag' },
        { flag: 'model', description: 'only those with this model' },
      ],
    },
    { kind: 'get' },
  ],
}
