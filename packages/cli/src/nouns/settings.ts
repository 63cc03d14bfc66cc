import { settingsSetCommand } from '../commands/settings-set.ts'
import type { Noun } from '../noun-commands/noun.ts'

export const settings: Noun = {
  name: 'settings',
  singular: 'setting',
  path: '/settings',
  isPaged: false,
  isNamedById: true,
  nameOf: ({ name }) => String(name),
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'VALUE', value: ({ value }) => JSON.stringify(value) },
    { heading: 'SET', value: ({ isDefault }) => isDefault !== true },
    { heading: 'WHAT IT IS', value: 'description' },
  ],
  empty: 'There are no settings.',
  verbs: [
    { kind: 'list' },
    { kind: 'get' },
    { kind: 'own', make: settingsSetCommand },
    {
      kind: 'action',
      name: 'reset',
      summary: 'set a setting back to its default',
      target: 'one',
      method: 'DELETE',
      path: '',
      question: 'Set {name} back to its default?',
      output: { kind: 'sentence', say: (_, name) => `"${name}" has its default again.` },
    },
  ],
}
