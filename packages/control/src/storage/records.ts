// Long because it is the list of everything that is stored: one interface a table.
import type { GatewayStatus, KeptRequest } from '@tollgate/contract/gateway-link'
import type { LimitRow, QuotaScope } from '@tollgate/contract/limits'
import type { ApiState, Timeouts } from '@tollgate/contract/snapshot'

/**
 * What is stored, as the services see it. Times are Unix milliseconds, ids are stable, `revision` counts the changes of a record and
 * is its ETag. Every record belongs to one organisation; no look-up crosses it.
 */
export interface RecordBase {
  readonly id: string
  readonly organisationId: string
  readonly revision: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** A record that a configuration file may declare: then the file is the only place to change it. */
export interface Managed {
  readonly managedBy: 'file' | null
}

export interface PersonRecord extends RecordBase {
  /** Lower-case; unique in all organisations, because there is one log-in for it. */
  readonly email: string
  readonly name: string
  readonly state: 'invited' | 'active' | 'suspended'
  /** The log-in of this person; null until the invitation was accepted. */
  readonly authUserId: string | null
  /** Subject at the identity provider, once it logged in there. */
  readonly identityId: string | null
  readonly defaultTeamId: string | null
}

export interface TeamRecord extends RecordBase {
  readonly name: string
  readonly costCentre: string | null
  readonly ownerId: string | null
  /** The identity provider's group whose people are members. */
  readonly identityGroup: string | null
}

export interface MembershipRecord extends RecordBase {
  readonly teamId: string
  readonly personId: string
  readonly role: 'owner' | 'member'
  readonly source: 'hand' | 'oidc'
  readonly startsAt: number | null
  readonly endsAt: number | null
}

export interface RoleBindingRecord extends RecordBase {
  readonly subjectKind: 'person' | 'team'
  readonly subjectId: string
  readonly role: 'admin' | 'publisher' | 'developer' | 'viewer'
  readonly scopeKind: 'organisation' | 'team' | 'api'
  /** null where the scope is the organisation. */
  readonly scopeId: string | null
}

/** A personal access token: what a machine of this person presents. */
export interface AccessTokenRecord extends RecordBase {
  readonly personId: string
  readonly name: string
  /** SHA-256 of the token (which has 256 random bits), hex. */
  readonly digest: string
  readonly lastFour: string
  readonly readOnly: boolean
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
}

export interface ProviderRecord extends RecordBase, Managed {
  readonly name: string
  readonly type: string
  readonly baseUrl: string | null
  /** Names of protocols; null: those of its type. */
  readonly dialects: readonly string[] | null
  readonly errorMap: Readonly<Record<string, string>> | null
  readonly usageExtraction: Readonly<Record<string, string>> | null
}

export interface CredentialRecord extends RecordBase, Managed {
  readonly providerId: string
  readonly name: string
  /** Header that carries it as it is; null: `Authorization: Bearer`. */
  readonly header: string | null
  /** The only origin that it is sent to. */
  readonly origin: string
  readonly sealed: string
  /** The next secret of a rotation that has not been activated. */
  readonly sealedNext: string | null
  readonly lastFour: string
  readonly rotatedAt: number
}

export interface ModelPrice {
  /** From when it holds. */
  readonly from: number
  /** US dollars for a million tokens. */
  readonly input: number
  readonly output: number
  readonly cachedInput: number | null
}

export interface ModelRecord extends RecordBase, Managed {
  readonly providerId: string
  /** As the provider calls it: `gpt-5.4`. */
  readonly model: string
  readonly alias: string | null
  readonly displayName: string
  readonly contextWindow: number | null
  readonly prices: readonly ModelPrice[]
  /** Plans that may use it; null: all. */
  readonly planIds: readonly string[] | null
}

export interface EnvironmentRecord extends RecordBase {
  readonly name: string
  readonly hostNames: readonly string[]
  readonly promotesFromId: string | null
}

export interface GatewayRecord extends RecordBase {
  readonly environmentId: string
  readonly name: string
  /** SHA-256 of its token, hex; null: the one that `tollgate up` started. */
  readonly digest: string | null
  readonly state: 'active' | 'revoked'
}

export interface JoinTokenRecord extends RecordBase {
  readonly environmentId: string
  readonly name: string
  readonly digest: string
  readonly expiresAt: number
  readonly usedAt: number | null
}

export interface ApiRecord extends RecordBase, Managed {
  readonly name: string
  readonly context: string
  readonly version: string
  readonly isDefaultVersion: boolean
  readonly state: ApiState
  readonly providerId: string
  readonly ownerTeamId: string | null
  readonly description: string
  readonly tags: readonly string[]
  /** Markdown. */
  readonly docs: string
  /** Teams whose people see it; null: everybody of the organisation. */
  readonly visibleToTeamIds: readonly string[] | null
  readonly keyHeader: string | null
  readonly errorFormat: 'auto' | 'openai' | 'wso2'
  readonly payloadCapture: 'none' | 'redacted' | 'full'
  /** A call of a model without a price, under a limit on cost. */
  readonly unpricedModels: 'refuse' | 'pass'
  /** A call under a limit while the counters cannot be reached. */
  readonly whenCountersAreAway: 'refuse' | 'pass'
  /** What agents say of conversations and repositories does not go to the provider. */
  readonly stripAgentMetadata: boolean
  /** Plans that subscriptions may choose. */
  readonly planIds: readonly string[]
  /** What GET /models lists; null: the provider is asked. */
  readonly models: ReadonlyArray<{ id: string; displayName: string; contextWindow: number | null }> | null
}

/** An address at which an API answers: no two APIs have the same one, of whatever organisation. */
export interface ApiAddressRecord extends RecordBase {
  readonly apiId: string
  /** `/openaiapi/2.3.0`, and `/openaiapi` for a default version. */
  readonly address: string
}

export interface EndpointRecord extends RecordBase, Managed {
  readonly apiId: string
  /** null: every environment that has none of its own for this stage. */
  readonly environmentId: string | null
  readonly name: string
  readonly stage: 'production' | 'sandbox'
  /** As it was typed, cleaned; `/v1` is added where it is used. */
  readonly url: string
  readonly credentialId: string | null
  /** True while the built-in demo provider answers in its place. */
  readonly demo: boolean
  readonly weight: number
  readonly trustedCertificates: string | null
  readonly timeouts: Partial<Timeouts>
}

export interface PolicyCondition {
  readonly model?: readonly string[]
  readonly agent?: readonly string[]
  readonly plan?: readonly string[]
  readonly team?: readonly string[]
  readonly operation?: readonly string[]
}

export interface PolicyAttachmentRecord extends RecordBase, Managed {
  /** null: every API of the organisation. */
  readonly apiId: string | null
  readonly policy: string
  readonly config: unknown
  readonly condition: PolicyCondition | null
  readonly position: number
  readonly mode: 'enforce' | 'observe'
  readonly onFailure: 'reject' | 'skip' | null
}

export interface PlanRecord extends RecordBase, Managed {
  readonly name: string
  readonly description: string
  readonly limits: readonly LimitRow[]
  /** Calls of one subscription that may be open at once; null: any number. */
  readonly concurrencyMax: number | null
  /** False: its limits are soft. */
  readonly stopOnQuotaReach: boolean
  /** Percentages, rising. */
  readonly warnAt: readonly number[]
  readonly outputTokensMax: number | null
  /** Models that it allows, by the provider's names; null: all. */
  readonly models: readonly string[] | null
  readonly approval: 'automatic' | 'manual'
  /** Teams that may choose it; null: everybody. */
  readonly audienceTeamIds: readonly string[] | null
}

export interface ApplicationRecord extends RecordBase, Managed {
  readonly name: string
  readonly kind: 'personal' | 'shared' | 'service'
  readonly teamId: string | null
  readonly ownerId: string | null
  /** The owner as a configuration file names one that is no person here. */
  readonly ownerName: string | null
  /** Overrides the team's. */
  readonly costCentre: string | null
}

export interface SubscriptionOverrides {
  readonly limits: readonly LimitRow[]
  /** null or left out: the plan's. */
  readonly concurrencyMax?: number | null
  readonly outputTokensMax: number | null
  readonly endsAt: number | null
}

export interface SubscriptionRecord extends RecordBase, Managed {
  readonly applicationId: string
  readonly apiId: string
  readonly planId: string | null
  readonly state: 'pending' | 'active' | 'blocked' | 'refused'
  readonly overrides: SubscriptionOverrides | null
  /** When what it has used was last given back whole; null: never. */
  readonly quotaResetAt: number | null
}

export interface ApiKeyRecord extends RecordBase, Managed {
  readonly applicationId: string
  /** null: a service key. */
  readonly personId: string | null
  /** The user as a configuration file names one that is no person here. */
  readonly personName: string | null
  readonly environmentId: string | null
  readonly name: string
  readonly type: 'production' | 'sandbox'
  readonly digest: string
  readonly lastFour: string
  readonly state: 'active' | 'revoked'
  readonly expiresAt: number | null
  readonly allowedAddresses: readonly string[]
  readonly allowedReferrers: readonly string[]
  readonly rotatedFromId: string | null
  readonly lastUsedAt: number | null
  /** Set on a publisher's test key: it opens this API alone. */
  readonly testApiId: string | null
}

export interface RequestRecord extends RecordBase {
  readonly kind: 'subscribe' | 'raise' | 'model' | 'key'
  readonly personId: string
  readonly applicationId: string
  readonly apiId: string | null
  readonly planId: string | null
  readonly subscriptionId: string | null
  /** What is asked in particulars: limits to raise to, a model, a key's name and type. */
  readonly details: Readonly<Record<string, unknown>>
  readonly why: string
  readonly state: 'open' | 'approved' | 'refused' | 'withdrawn'
  readonly answeredById: string | null
  readonly answer: string | null
  readonly answeredAt: number | null
  readonly endsAt: number | null
}

export interface ApiRevisionRecord extends RecordBase {
  readonly apiId: string
  readonly number: number
  readonly contentHash: string
  /** What was deployed: the API's working copy with endpoints and attachments, secrets by id only. */
  readonly content: unknown
  readonly authorName: string
  readonly note: string
}

export interface DeploymentRecord extends RecordBase {
  readonly apiId: string
  readonly environmentId: string
  readonly revisionId: string
  readonly deployedBy: string
}

export interface SettingRecord extends RecordBase {
  readonly name: string
  readonly value: unknown
}

/** Limits beside those of the plans, on all calls of whoever it is for. */
export interface QuotaRecord extends RecordBase, Managed {
  readonly name: string
  readonly scope: QuotaScope
  /** An id; of a person the e-mail address, of a model its name. null: each one by itself, or the organisation as a whole. */
  readonly subject: string | null
  readonly limits: readonly LimitRow[]
  readonly concurrencyMax: number | null
  readonly stopOnQuotaReach: boolean
  readonly warnAt: readonly number[]
  /** When it was last given back whole; null: never. */
  readonly resetAt: number | null
}

/** Calls that are refused whatever their plan: those that match every part that is not null. */
export interface DenyRuleRecord extends RecordBase, Managed {
  readonly name: string
  readonly apiId: string | null
  readonly applicationId: string | null
  /** E-mail address. */
  readonly person: string | null
  /** Addresses or CIDR ranges. */
  readonly addresses: readonly string[] | null
  /** The addresses are those that may call. */
  readonly isInverted: boolean
  readonly isEnabled: boolean
}

/** Where alerts about quotas go. */
export interface AlertChannelRecord extends RecordBase {
  readonly name: string
  readonly type: 'webhook' | 'slack' | 'email'
  /** What is shown of its address: the origin of a URL, which may be secret behind it; empty for e-mail. */
  readonly target: string
  /** E-mail addresses. */
  readonly recipients: readonly string[]
  /** URL and signing secret, as JSON; null for e-mail. */
  readonly sealed: string | null
  readonly isEnabled: boolean
}

/** Where usage is told of besides, for as long as it is not paused. */
export interface ExporterRecord extends RecordBase {
  readonly name: string
  readonly type: string
  /** As the schema of its type has them, without its secret. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly sealed: string | null
  /** Of the secret; null: there is none. */
  readonly lastFour: string | null
  readonly isPaused: boolean
  /** It begins anew behind this record of the ledger, once: whoever runs it notes the id. null: it never had to. */
  readonly replay: { readonly id: string; readonly after: number } | null
}

/** A page of usage with its period and filters, under a name. */
export interface SavedViewRecord extends RecordBase {
  readonly ownerId: string
  readonly name: string
  /** `/analytics/explore?by=team` */
  readonly address: string
  /** Everybody in the organisation finds it. */
  readonly isShared: boolean
}

export interface Records {
  readonly person: PersonRecord
  readonly team: TeamRecord
  readonly membership: MembershipRecord
  readonly roleBinding: RoleBindingRecord
  readonly accessToken: AccessTokenRecord
  readonly provider: ProviderRecord
  readonly credential: CredentialRecord
  readonly model: ModelRecord
  readonly environment: EnvironmentRecord
  readonly gateway: GatewayRecord
  readonly joinToken: JoinTokenRecord
  readonly api: ApiRecord
  readonly apiAddress: ApiAddressRecord
  readonly endpoint: EndpointRecord
  readonly policyAttachment: PolicyAttachmentRecord
  readonly apiRevision: ApiRevisionRecord
  readonly deployment: DeploymentRecord
  readonly plan: PlanRecord
  readonly application: ApplicationRecord
  readonly subscription: SubscriptionRecord
  readonly apiKey: ApiKeyRecord
  readonly request: RequestRecord
  readonly setting: SettingRecord
  readonly alertChannel: AlertChannelRecord
  readonly exporter: ExporterRecord
  readonly savedView: SavedViewRecord
  readonly quota: QuotaRecord
  readonly denyRule: DenyRuleRecord
}
export type Kind = keyof Records

export interface OrganisationRecord {
  readonly id: string
  readonly name: string
  readonly createdAt: number
}

export interface AuditActor {
  readonly kind: 'person' | 'token' | 'file' | 'system' | 'anonymous'
  readonly id: string | null
  readonly name: string
}

export interface AuditChange {
  readonly kind: Kind
  readonly id: string
  /** Without secrets; null: it was made, or it is gone. */
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

export interface AuditEntry {
  readonly id: string
  readonly organisationId: string
  /** The store's version that this change made. */
  readonly version: number
  readonly at: number
  readonly actor: AuditActor
  readonly verb: string
  /** The first of them; `changeCount` says how many there were. */
  readonly changes: readonly AuditChange[]
  readonly changeCount: number
  /** Where it came from: an address, a file, the machine itself. */
  readonly from: string
  readonly requestId: string | null
  /** SHA-256 over the previous hash and this entry, hex. */
  readonly hash: string
}

/** A request that its API keeps for replays, without its body. It is a note of a call: neither audited nor versioned. */
export interface KeptRequestRecord extends Omit<KeptRequest, 'body'> {
  readonly organisationId: string
  /** Of its body. */
  readonly bytes: number
}

export interface NewKeptRequest extends KeptRequest {
  readonly organisationId: string
}

/** A record that a change touched, as the snapshot's publisher learns of it. */
export interface Touched {
  readonly version: number
  readonly organisationId: string
  readonly kind: Kind
  readonly id: string
}

/** What a gateway last said of itself. */
export interface GatewaySighting {
  readonly gatewayId: string
  readonly seenAt: number
  readonly status: Omit<GatewayStatus, 'keyUses'>
}
