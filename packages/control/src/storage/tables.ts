// Long because it is a table: every stored kind with its columns.
import type { Kind } from './records.ts'

export type ColumnType = 'text' | 'integer' | 'boolean' | 'json' | 'sealed'

export interface Table {
  /** Its name in SQL. */
  readonly name: string
  /** What its ids begin with. */
  readonly prefix: string
  /** By property; `?` behind the type where it may be null. */
  readonly columns: Readonly<Record<string, ColumnType | `${ColumnType}?`>>
  /** Property → kind that it refers to. */
  readonly references?: Readonly<Record<string, Kind>>
  /** What must be unique: within the organisation, or everywhere where it begins with `everywhere`. */
  readonly unique?: ReadonlyArray<readonly string[]>
  /** Columns that are looked up by. */
  readonly indexes?: ReadonlyArray<readonly string[]>
  /** True where the gateways' snapshot is made of it. */
  readonly isInSnapshot: boolean
}

/** One definition a table: the first migration makes them, the store reads and writes by them, the audit leaves `sealed` out by them. */
export const tables: Readonly<Record<Kind, Table>> = {
  person: {
    name: 'person',
    prefix: 'per',
    columns: {
      email: 'text',
      name: 'text',
      state: 'text',
      authUserId: 'text?',
      identityId: 'text?',
      defaultTeamId: 'text?',
    },
    unique: [
      ['everywhere', 'email'],
      ['everywhere', 'authUserId'],
    ],
    isInSnapshot: true,
  },
  team: {
    name: 'team',
    prefix: 'team',
    columns: { name: 'text', costCentre: 'text?', ownerId: 'text?', identityGroup: 'text?' },
    references: { ownerId: 'person' },
    unique: [['name']],
    isInSnapshot: true,
  },
  membership: {
    name: 'membership',
    prefix: 'mem',
    columns: {
      teamId: 'text',
      personId: 'text',
      role: 'text',
      source: 'text',
      startsAt: 'integer?',
      endsAt: 'integer?',
    },
    references: { teamId: 'team', personId: 'person' },
    unique: [['teamId', 'personId']],
    indexes: [['personId']],
    isInSnapshot: false,
  },
  roleBinding: {
    name: 'role_binding',
    prefix: 'role',
    columns: { subjectKind: 'text', subjectId: 'text', role: 'text', scopeKind: 'text', scopeId: 'text?' },
    indexes: [['subjectId']],
    isInSnapshot: false,
  },
  accessToken: {
    name: 'access_token',
    prefix: 'tok',
    columns: {
      personId: 'text',
      name: 'text',
      digest: 'text',
      lastFour: 'text',
      readOnly: 'boolean',
      expiresAt: 'integer?',
      lastUsedAt: 'integer?',
    },
    references: { personId: 'person' },
    unique: [['everywhere', 'digest']],
    indexes: [['personId']],
    isInSnapshot: false,
  },
  provider: {
    name: 'provider',
    prefix: 'prov',
    columns: {
      name: 'text',
      type: 'text',
      baseUrl: 'text?',
      dialects: 'json?',
      errorMap: 'json?',
      usageExtraction: 'json?',
      managedBy: 'text?',
    },
    unique: [['name']],
    isInSnapshot: true,
  },
  credential: {
    name: 'credential',
    prefix: 'cred',
    columns: {
      providerId: 'text',
      name: 'text',
      header: 'text?',
      origin: 'text',
      sealed: 'sealed',
      sealedNext: 'sealed?',
      lastFour: 'text',
      rotatedAt: 'integer',
      managedBy: 'text?',
    },
    references: { providerId: 'provider' },
    unique: [['name']],
    isInSnapshot: true,
  },
  model: {
    name: 'model',
    prefix: 'model',
    columns: {
      providerId: 'text',
      model: 'text',
      alias: 'text?',
      displayName: 'text',
      contextWindow: 'integer?',
      prices: 'json',
      planIds: 'json?',
      managedBy: 'text?',
    },
    references: { providerId: 'provider' },
    unique: [['providerId', 'model'], ['alias']],
    isInSnapshot: true,
  },
  environment: {
    name: 'environment',
    prefix: 'env',
    columns: { name: 'text', hostNames: 'json', promotesFromId: 'text?' },
    references: { promotesFromId: 'environment' },
    unique: [['name']],
    isInSnapshot: true,
  },
  gateway: {
    name: 'gateway',
    prefix: 'gw',
    columns: { environmentId: 'text', name: 'text', digest: 'text?', state: 'text' },
    references: { environmentId: 'environment' },
    unique: [
      ['environmentId', 'name'],
      ['everywhere', 'digest'],
    ],
    isInSnapshot: false,
  },
  joinToken: {
    name: 'join_token',
    prefix: 'join',
    columns: { environmentId: 'text', name: 'text', digest: 'text', expiresAt: 'integer', usedAt: 'integer?' },
    references: { environmentId: 'environment' },
    unique: [['everywhere', 'digest']],
    isInSnapshot: false,
  },
  api: {
    name: 'api',
    prefix: 'api',
    columns: {
      name: 'text',
      context: 'text',
      version: 'text',
      isDefaultVersion: 'boolean',
      state: 'text',
      providerId: 'text',
      ownerTeamId: 'text?',
      description: 'text',
      tags: 'json',
      docs: 'text',
      visibleToTeamIds: 'json?',
      keyHeader: 'text?',
      errorFormat: 'text',
      payloadCapture: 'text',
      unpricedModels: 'text',
      whenCountersAreAway: 'text',
      stripAgentMetadata: 'boolean',
      planIds: 'json',
      models: 'json?',
      managedBy: 'text?',
    },
    references: { providerId: 'provider', ownerTeamId: 'team' },
    unique: [
      ['name', 'version'],
      ['everywhere', 'context', 'version'],
    ],
    isInSnapshot: true,
  },
  apiAddress: {
    name: 'api_address',
    prefix: 'addr',
    columns: { apiId: 'text', address: 'text' },
    references: { apiId: 'api' },
    unique: [['everywhere', 'address']],
    indexes: [['apiId']],
    isInSnapshot: false,
  },
  endpoint: {
    name: 'endpoint',
    prefix: 'ep',
    columns: {
      apiId: 'text',
      environmentId: 'text?',
      name: 'text',
      stage: 'text',
      url: 'text',
      credentialId: 'text?',
      demo: 'boolean',
      weight: 'integer',
      trustedCertificates: 'text?',
      timeouts: 'json',
      managedBy: 'text?',
    },
    references: { apiId: 'api', environmentId: 'environment', credentialId: 'credential' },
    unique: [['apiId', 'name']],
    isInSnapshot: true,
  },
  policyAttachment: {
    name: 'policy_attachment',
    prefix: 'pol',
    columns: {
      apiId: 'text?',
      policy: 'text',
      config: 'json',
      condition: 'json?',
      position: 'integer',
      mode: 'text',
      onFailure: 'text?',
      managedBy: 'text?',
    },
    references: { apiId: 'api' },
    indexes: [['apiId']],
    isInSnapshot: true,
  },
  apiRevision: {
    name: 'api_revision',
    prefix: 'rev',
    columns: {
      apiId: 'text',
      number: 'integer',
      contentHash: 'text',
      content: 'json',
      authorName: 'text',
      note: 'text',
    },
    references: { apiId: 'api' },
    unique: [['apiId', 'number']],
    isInSnapshot: false,
  },
  deployment: {
    name: 'deployment',
    prefix: 'dep',
    columns: { apiId: 'text', environmentId: 'text', revisionId: 'text', deployedBy: 'text' },
    references: { apiId: 'api', environmentId: 'environment', revisionId: 'apiRevision' },
    unique: [['apiId', 'environmentId']],
    indexes: [['environmentId'], ['revisionId']],
    isInSnapshot: true,
  },
  plan: {
    name: 'plan',
    prefix: 'plan',
    columns: {
      name: 'text',
      description: 'text',
      limits: 'json',
      concurrencyMax: 'integer?',
      stopOnQuotaReach: 'boolean',
      warnAt: 'json',
      outputTokensMax: 'integer?',
      models: 'json?',
      approval: 'text',
      audienceTeamIds: 'json?',
      managedBy: 'text?',
    },
    unique: [['name']],
    isInSnapshot: true,
  },
  application: {
    name: 'application',
    prefix: 'app',
    columns: {
      name: 'text',
      kind: 'text',
      teamId: 'text?',
      ownerId: 'text?',
      ownerName: 'text?',
      costCentre: 'text?',
      managedBy: 'text?',
    },
    references: { teamId: 'team', ownerId: 'person' },
    unique: [['name']],
    indexes: [['teamId'], ['ownerId']],
    isInSnapshot: true,
  },
  subscription: {
    name: 'subscription',
    prefix: 'sub',
    columns: {
      applicationId: 'text',
      apiId: 'text',
      planId: 'text?',
      state: 'text',
      overrides: 'json?',
      quotaResetAt: 'integer?',
      managedBy: 'text?',
    },
    references: { applicationId: 'application', apiId: 'api', planId: 'plan' },
    unique: [['applicationId', 'apiId']],
    indexes: [['apiId'], ['planId']],
    isInSnapshot: true,
  },
  apiKey: {
    name: 'api_key',
    prefix: 'key',
    columns: {
      applicationId: 'text',
      personId: 'text?',
      personName: 'text?',
      environmentId: 'text?',
      name: 'text',
      type: 'text',
      digest: 'text',
      lastFour: 'text',
      state: 'text',
      expiresAt: 'integer?',
      allowedAddresses: 'json',
      allowedReferrers: 'json',
      rotatedFromId: 'text?',
      lastUsedAt: 'integer?',
      testApiId: 'text?',
      managedBy: 'text?',
    },
    references: {
      applicationId: 'application',
      personId: 'person',
      environmentId: 'environment',
      testApiId: 'api',
    },
    unique: [['everywhere', 'digest']],
    indexes: [['applicationId'], ['personId']],
    isInSnapshot: true,
  },
  request: {
    name: 'access_request',
    prefix: 'req',
    columns: {
      kind: 'text',
      personId: 'text',
      applicationId: 'text',
      apiId: 'text?',
      planId: 'text?',
      subscriptionId: 'text?',
      details: 'json',
      why: 'text',
      state: 'text',
      answeredById: 'text?',
      answer: 'text?',
      answeredAt: 'integer?',
      endsAt: 'integer?',
    },
    references: {
      personId: 'person',
      applicationId: 'application',
      apiId: 'api',
      // None to the plan: what was asked long ago keeps no plan from being deleted.
      subscriptionId: 'subscription',
    },
    indexes: [['applicationId'], ['personId'], ['state']],
    isInSnapshot: false,
  },
  setting: {
    name: 'setting',
    prefix: 'set',
    columns: { name: 'text', value: 'json' },
    unique: [['name']],
    isInSnapshot: true,
  },
  alertChannel: {
    name: 'alert_channel',
    prefix: 'chan',
    columns: {
      name: 'text',
      type: 'text',
      target: 'text',
      recipients: 'json',
      sealed: 'sealed?',
      isEnabled: 'boolean',
    },
    unique: [['name']],
    isInSnapshot: false,
  },
  exporter: {
    name: 'exporter',
    prefix: 'exp',
    columns: {
      name: 'text',
      type: 'text',
      settings: 'json',
      sealed: 'sealed?',
      lastFour: 'text?',
      isPaused: 'boolean',
      replay: 'json?',
    },
    unique: [['name']],
    isInSnapshot: false,
  },
  savedView: {
    name: 'saved_view',
    prefix: 'view',
    columns: { ownerId: 'text', name: 'text', address: 'text', isShared: 'boolean' },
    references: { ownerId: 'person' },
    unique: [['ownerId', 'name']],
    isInSnapshot: false,
  },
  quota: {
    name: 'quota',
    prefix: 'quota',
    columns: {
      name: 'text',
      scope: 'text',
      subject: 'text?',
      limits: 'json',
      concurrencyMax: 'integer?',
      stopOnQuotaReach: 'boolean',
      warnAt: 'json',
      resetAt: 'integer?',
      managedBy: 'text?',
    },
    unique: [['name']],
    indexes: [['scope', 'subject']],
    isInSnapshot: true,
  },
  denyRule: {
    name: 'deny_rule',
    prefix: 'deny',
    columns: {
      name: 'text',
      apiId: 'text?',
      applicationId: 'text?',
      person: 'text?',
      addresses: 'json?',
      isInverted: 'boolean',
      isEnabled: 'boolean',
      managedBy: 'text?',
    },
    references: { apiId: 'api', applicationId: 'application' },
    unique: [['name']],
    isInSnapshot: true,
  },
}

/** What every table has. */
export const baseColumns: Table['columns'] = {
  id: 'text',
  organisationId: 'text',
  revision: 'integer',
  createdAt: 'integer',
  updatedAt: 'integer',
}

/** `organisationId` → `organisation_id`: how a property is called in SQL. */
export function columnName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The columns of one entry of `unique`, as the index has them. */
export function uniqueColumns(unique: readonly string[]): readonly string[] {
  const [first, ...rest] = unique
  return first === 'everywhere' ? rest.map(columnName) : ['organisationId', ...unique].map(columnName)
}

export function uniqueIndexName(table: Table, unique: readonly string[]): string {
  const named = uniqueColumns(unique).filter((column) => column !== 'organisation_id')
  return `${table.name}_unique_${named.join('_')}`
}

/** A digest is no secret that opens anything, but nobody needs to read it in the audit log either. */
export function isHiddenInAudit(property: string, type: string): boolean {
  return type.startsWith('sealed') || property === 'digest'
}
