import { requestApproveSchema, requestCreateSchema, requestRefuseSchema } from '@tollgate/contract/resources/request'
import type { ActionOutput, ActionVerb, Noun } from '../noun-commands/noun.ts'

const stateNow: ActionOutput = { kind: 'sentence', say: ({ id, state }) => `The request ${id} is ${state}.` }

export const requests: Noun = {
  name: 'requests',
  singular: 'request',
  path: '/requests',
  nameOf: ({ id }) => String(id),
  references: { applicationId: 'applications', apiId: 'apis', subscriptionId: 'subscriptions' },
  columns: [
    { heading: 'ID', value: 'id' },
    { heading: 'KIND', value: 'kind' },
    { heading: 'BY', value: 'personName' },
    { heading: 'APPLICATION', value: 'applicationName' },
    { heading: 'API', value: 'apiName' },
    { heading: 'STATE', value: 'state' },
    { heading: 'WHY', value: 'why' },
    { heading: 'ASKED', value: 'createdAt', as: 'time' },
  ],
  empty: 'There are no requests.',
  verbs: [
    {
      kind: 'list',
      filters: [
        { flag: 'kind', description: 'only those of this kind', choices: ['subscribe', 'raise', 'model', 'key'] },
        {
          flag: 'state',
          description: 'only those in this state',
          choices: ['open', 'approved', 'refused', 'withdrawn'],
        },
        {
          flag: 'application',
          query: 'applicationId',
          description: 'only those for this application',
          reference: 'applications',
        },
        { flag: 'api', query: 'apiId', description: 'only those for this API', reference: 'apis' },
        {
          flag: 'whose',
          description: 'own: made by you; answer: open, and yours to answer',
          choices: ['own', 'answer'],
        },
      ],
    },
    { kind: 'get' },
    {
      kind: 'create',
      summary: 'ask for higher limits, a model or a production key',
      schema: requestCreateSchema,
      settings: {
        references: { personId: 'people', environmentId: 'environments' },
        flags: { personId: 'user', expiresAt: 'expires' },
      },
      say: ({ id }) => `The request waits for an answer (${id}).`,
    },
    { ...answer('approve', 'approve a request, which does what was asked'), schema: requestApproveSchema },
    { ...answer('refuse', 'refuse a request, with a sentence that says why'), schema: requestRefuseSchema },
    answer('withdraw', "take back one's own request"),
    {
      ...answer('make-key', 'make the production key that was approved, once'),
      path: '/key',
      output: { kind: 'shown-once', field: 'key', say: ({ name }) => `The key "${name}" was made.` },
    },
  ],
}

function answer(name: string, summary: string): ActionVerb {
  return { kind: 'action', name, summary, target: 'one', method: 'POST', path: `/${name}`, output: stateNow }
}
