import { at, listOf } from '../api-client/json.ts'
import type { Noun } from '../noun-commands/noun.ts'

export const audit: Noun = {
  name: 'audit',
  singular: 'audit entry',
  plural: 'what was changed, the newest first',
  path: '/audit',
  nameOf: ({ id }) => String(id),
  columns: [
    { heading: 'WHEN', value: 'at', as: 'time' },
    { heading: 'WHO', value: 'actor.name' },
    { heading: 'DID', value: 'verb' },
    { heading: 'TO', value: ({ changes }) => at(listOf(changes)[0], 'id') },
    { heading: 'CHANGES', value: 'changeCount' },
    { heading: 'FROM', value: 'from' },
  ],
  empty: 'Nothing was changed yet.',
  verbs: [
    {
      kind: 'list',
      filters: [
        { flag: 'person', query: 'actorId', description: 'only what this person did', reference: 'people' },
        { flag: 'verb', description: 'only this: plan.create' },
        { flag: 'object', query: 'objectId', description: 'only what was done to this id' },
      ],
    },
    {
      kind: 'action',
      name: 'verify',
      summary: 'check that no entry was changed or taken out',
      target: 'all',
      method: 'GET',
      path: '/verify',
      working: 'Checking every entry',
      output: {
        kind: 'sentence',
        say: ({ isWhole, brokenAt }) =>
          isWhole === true
            ? 'The audit log is whole: every entry follows from the one before.'
            : `The audit log was tampered with: the entry ${brokenAt} does not follow from the one before.`,
        failed: ({ isWhole }) => isWhole !== true,
      },
    },
  ],
}
