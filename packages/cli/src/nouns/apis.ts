import {
  apiCreateSchema,
  apiLifecycleSchema,
  apiUpdateSchema,
  apiVersionCreateSchema,
  type LifecycleAction,
} from '@tollgate/contract/resources/api'
import { testKeyCreateSchema } from '@tollgate/contract/resources/api-key'
import { endpointTrySchema } from '@tollgate/contract/resources/endpoint'
import { deploymentCreateSchema } from '@tollgate/contract/resources/revision'
import { at, type JsonObject, listOf } from '../api-client/json.ts'
import type { ActionVerb, Noun } from '../noun-commands/noun.ts'
import { endpointTestResult } from './endpoint-test-result.ts'
import { revisions } from './revisions.ts'

const stateChange: ActionVerb['output'] = {
  kind: 'sentence',
  say: (api) => `${apiName(api)} is ${api.state} now.${effects(api)}`,
}

const lifecycle: readonly ActionVerb[] = [
  {
    ...stateVerb('publish', 'let people use an API; it is deployed where nothing was deployed yet'),
    schema: apiLifecycleSchema,
    settings: { hidden: ['action'] },
  },
  stateVerb(
    'unpublish',
    'take a published API back to "created"',
    'Unpublish {name}? Its calls are refused from then on.',
  ),
  stateVerb(
    'block',
    'refuse the calls of an API until it is unblocked',
    'Block {name}? Its calls are refused from then on.',
  ),
  stateVerb('unblock', 'let the calls of a blocked API through again'),
  stateVerb('deprecate', 'keep an API for those who use it, and let nobody else begin'),
  stateVerb('retire', 'end an API, everywhere', 'Retire {name}? It is undeployed everywhere.'),
]

const deployments: readonly ActionVerb[] = [
  {
    kind: 'action',
    name: 'deploy',
    summary: 'deploy an API as it is now, or a revision of it',
    target: 'one',
    method: 'POST',
    path: '/deployments',
    schema: deploymentCreateSchema,
    settings: { references: { environmentId: 'environments', revisionId: 'revisions' } },
    working: 'Deploying',
    output: {
      kind: 'sentence',
      say: ({ revisionNumber }, name) => `Revision ${revisionNumber} of "${name}" is deployed.`,
    },
  },
  {
    kind: 'action',
    name: 'undeploy',
    summary: 'take an API from an environment',
    target: 'one',
    method: 'DELETE',
    path: '/deployments/{environment}',
    pathOption: { name: 'environment', noun: 'environments', description: 'environment to take it from' },
    question: 'Undeploy {name}? Its calls are refused there from then on.',
    output: { kind: 'sentence', say: (_, name) => `"${name}" is undeployed.` },
  },
  {
    kind: 'action',
    name: 'deployments',
    summary: 'show which revision each environment has',
    target: 'one',
    method: 'GET',
    path: '/deployments',
    output: {
      kind: 'table',
      columns: [
        { heading: 'ENVIRONMENT', value: 'environmentId', reference: 'environments' },
        { heading: 'REVISION', value: 'revisionNumber' },
        { heading: 'UP TO DATE', value: 'isWorkingCopy' },
        { heading: 'BY', value: 'deployedBy' },
        { heading: 'DEPLOYED', value: 'updatedAt', as: 'time' },
      ],
      empty: 'It is not deployed anywhere. Deploy it: npx tollgate apis deploy NAME/VERSION',
    },
  },
  {
    kind: 'action',
    name: 'revisions',
    summary: 'list what was deployed, the newest first',
    target: 'one',
    method: 'GET',
    path: '/revisions',
    output: { kind: 'table', columns: revisions.columns, empty: revisions.empty },
  },
  {
    kind: 'action',
    name: 'restore',
    summary: 'make an API what a revision holds; nothing is deployed by it',
    target: 'one',
    method: 'POST',
    path: '/revisions/{revision}/restore',
    pathOption: { name: 'revision', noun: 'revisions', description: 'its number or id' },
    output: {
      kind: 'sentence',
      say: (answer) => [`${apiName(answer)} is what that revision holds.`, ...listOf(answer.missing)].join('\n'),
    },
  },
]

const others: readonly ActionVerb[] = [
  {
    kind: 'action',
    name: 'new-version',
    summary: 'make a new version of an API: a copy with the same endpoints and policies',
    target: 'one',
    method: 'POST',
    path: '/versions',
    schema: apiVersionCreateSchema,
    output: { kind: 'sentence', say: (api) => `${apiName(api)} was made (${api.id}); it is not published yet.` },
  },
  {
    kind: 'action',
    name: 'make-default',
    summary: 'let calls at the context without a version go to this API',
    target: 'one',
    method: 'PUT',
    path: '/default',
    output: { kind: 'sentence', say: (api) => `${apiName(api)} answers at ${api.context} now.` },
  },
  {
    kind: 'action',
    name: 'end-default',
    summary: 'answer at the context without a version no more',
    target: 'one',
    method: 'DELETE',
    path: '/default',
    question: 'End that {name} answers at its context alone? Calls without a version are refused from then on.',
    output: { kind: 'sentence', say: (_, name) => `"${name}" answers with its version only now.` },
  },
  {
    kind: 'action',
    name: 'test-key',
    summary: 'make a key that opens this API alone for a while, before it is published too',
    target: 'one',
    method: 'POST',
    path: '/test-keys',
    schema: testKeyCreateSchema,
    output: { kind: 'shown-once', field: 'key', say: ({ name }) => `The test key "${name}" was made.` },
  },
  {
    kind: 'action',
    name: 'test-endpoint',
    summary: 'ask a provider for its models with a URL and a secret that are not saved',
    target: 'one',
    method: 'POST',
    path: '/endpoints/test',
    schema: endpointTrySchema,
    settings: { references: { credentialId: 'credentials' } },
    secret: { field: 'secret', question: "The provider's key", required: false },
    working: 'Asking the provider',
    output: endpointTestResult,
  },
]

export const apis: Noun = {
  name: 'apis',
  singular: 'API',
  plural: 'APIs',
  path: '/apis',
  nameOf: (api) => `${api.name}/${api.version}`,
  searchQuery: (name) => ({ search: name.replace(/\/[^/]*$/, '').slice(0, 100) }),
  references: { providerId: 'providers', ownerTeamId: 'teams', visibleToTeamIds: 'teams', planIds: 'plans' },
  columns: [
    { heading: 'NAME', value: 'name' },
    {
      heading: 'VERSION',
      value: ({ version, isDefaultVersion }) => `${version}${isDefaultVersion === true ? ' (default)' : ''}`,
    },
    { heading: 'STATE', value: 'state' },
    { heading: 'PATH', value: 'path' },
    { heading: 'PROVIDER', value: 'providerId', reference: 'providers' },
    { heading: 'CHANGED', value: 'updatedAt', as: 'time' },
  ],
  empty:
    'There are no APIs yet. Make one: npx tollgate apis create --name NAME --context /name --version 1 --provider PROVIDER',
  verbs: [
    {
      kind: 'list',
      filters: [
        { flag: 'search', description: 'part of name, context or description' },
        {
          flag: 'state',
          description: 'only those in this state',
          choices: ['created', 'published', 'blocked', 'deprecated', 'retired'],
        },
        { flag: 'tag', description: 'only those with this tag' },
        { flag: 'provider', query: 'providerId', description: 'only those of this provider', reference: 'providers' },
        { flag: 'owner-team', query: 'ownerTeamId', description: 'only those of this team', reference: 'teams' },
      ],
    },
    { kind: 'get' },
    { kind: 'create', schema: apiCreateSchema },
    { kind: 'update', schema: apiUpdateSchema },
    { kind: 'delete' },
    ...lifecycle,
    ...deployments,
    ...others,
  ],
}

function stateVerb(action: LifecycleAction, summary: string, question?: string): ActionVerb {
  return {
    kind: 'action',
    name: action,
    summary,
    target: 'one',
    method: 'POST',
    path: '/lifecycle',
    body: { action },
    ...(question === undefined ? {} : { question }),
    output: stateChange,
  }
}

function apiName(api: JsonObject): string {
  return `"${api.name}/${api.version}"`
}

function effects(api: JsonObject): string {
  const count = (field: string) => Number(at(api, `effects.${field}`) ?? 0)
  const sentences = [
    ...(at(api, 'effects.deployedToEnvironmentId') ? [' It was deployed.'] : []),
    ...(count('undeployed') > 0 ? [` It was undeployed in ${count('undeployed')} environments.`] : []),
    ...(listOf(at(api, 'effects.deprecatedApiIds')).length > 0 ? [' Older versions are deprecated.'] : []),
    ...(count('copiedSubscriptions') > 0 ? [` ${count('copiedSubscriptions')} subscriptions were copied.`] : []),
    ...(count('leftSubscriptions') > 0
      ? [` ${count('leftSubscriptions')} were not, because their plan is not offered here.`]
      : []),
  ]
  return sentences.join('')
}
