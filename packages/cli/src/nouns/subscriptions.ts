import {
  subscriptionApproveSchema,
  subscriptionCreateSchema,
  subscriptionOverridesSchema,
  subscriptionRefuseSchema,
  subscriptionUpdateSchema,
} from '@tollgate/contract/resources/subscription'
import type { JsonObject } from '../api-client/json.ts'
import type { ActionOutput, Noun } from '../noun-commands/noun.ts'

const states = ['pending', 'active', 'blocked', 'refused']
const stateNow: ActionOutput = {
  kind: 'sentence',
  say: (subscription) => `${described(subscription)} is ${subscription.state} now.`,
}

export const subscriptions: Noun = {
  name: 'subscriptions',
  singular: 'subscription',
  path: '/applications/{application}/subscriptions',
  itemPath: '/subscriptions',
  parent: {
    name: 'application',
    noun: 'applications',
    description: 'application that uses the API',
    pathWithout: '/subscriptions',
    isNeededToCreate: true,
  },
  nameOf: ({ apiName }) => String(apiName),
  references: { apiId: 'apis', planId: 'plans' },
  columns: [
    { heading: 'APPLICATION', value: 'applicationName' },
    { heading: 'API', value: 'apiName' },
    { heading: 'PLAN', value: 'planName' },
    { heading: 'STATE', value: 'state' },
    { heading: 'CHANGED', value: 'updatedAt', as: 'time' },
    { heading: 'ID', value: 'id' },
  ],
  empty:
    'There are no subscriptions yet. Make one: npx tollgate subscriptions subscribe --application NAME --api NAME/VERSION',
  verbs: [
    {
      kind: 'list',
      filters: [
        { flag: 'api', query: 'apiId', description: 'only those to this API', reference: 'apis' },
        { flag: 'plan', query: 'planId', description: 'only those on this plan', reference: 'plans' },
        { flag: 'state', description: 'only those in this state', choices: states },
      ],
    },
    { kind: 'get' },
    {
      kind: 'create',
      name: 'subscribe',
      summary: 'let an application use an API',
      schema: subscriptionCreateSchema,
      say: (made) =>
        made.state === 'pending'
          ? `${described(made)} waits until a publisher approves it (${made.id}).`
          : `${described(made)} is ${made.state} (${made.id}).`,
    },
    {
      kind: 'action',
      name: 'change-plan',
      summary: 'put a subscription on another plan',
      target: 'one',
      method: 'PATCH',
      path: '',
      schema: subscriptionUpdateSchema,
      output: {
        kind: 'sentence',
        say: (changed) =>
          changed.requestId === null
            ? `${described(changed)} is on the plan ${changed.planName} now.`
            : `The other plan waits until a publisher approves it; until then ${described(changed)} is on ${changed.planName}.`,
      },
    },
    answer('approve', 'let a subscription begin that waits', subscriptionApproveSchema),
    answer('refuse', 'turn down a subscription that waits', subscriptionRefuseSchema),
    answer('block', 'refuse the calls of a subscription until it is unblocked'),
    answer('unblock', 'let the calls of a blocked subscription through again'),
    {
      kind: 'action',
      name: 'raise-limits',
      summary: "give a subscription limits of its own, instead of its plan's",
      target: 'one',
      method: 'PUT',
      path: '/overrides',
      schema: subscriptionOverridesSchema,
      output: { kind: 'sentence', say: (changed) => `${described(changed)} has limits of its own now.` },
    },
    {
      kind: 'action',
      name: 'end-raise',
      summary: "put a subscription back on its plan's limits",
      target: 'one',
      method: 'DELETE',
      path: '/overrides',
      output: { kind: 'sentence', say: (changed) => `${described(changed)} has the limits of its plan again.` },
    },
    {
      kind: 'action',
      name: 'reset-quota',
      summary: 'give back whole what a subscription has used of its plan',
      target: 'one',
      method: 'POST',
      path: '/reset-quota',
      output: { kind: 'sentence', say: (changed) => `${described(changed)} begins anew: nothing of its plan is used.` },
    },
    { kind: 'delete', effect: ' Calls are refused from then on.' },
  ],
}

function answer(
  name: string,
  summary: string,
  schema?: typeof subscriptionApproveSchema | typeof subscriptionRefuseSchema,
): Noun['verbs'][number] {
  const body = schema === undefined ? {} : { schema }
  return { kind: 'action', name, summary, target: 'one', method: 'POST', path: `/${name}`, ...body, output: stateNow }
}

function described({ applicationName, apiName }: JsonObject): string {
  return `The subscription of ${applicationName} to ${apiName}`
}
