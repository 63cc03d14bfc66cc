import { createHmac } from 'node:crypto'
import type { DenyRuleRow, QuotaRow } from '@tollgate/contract/limits'
import type {
  ApiRow,
  ApplicationRow,
  EndpointRow,
  KeyRow,
  PlanRow,
  PolicyAttachment,
  PolicyCondition,
  SettingsRow,
  SubscriptionRow,
} from '@tollgate/contract/snapshot'

/** Rows of a snapshot as tests need them: everything has a preset, and what a test is about is said in `changes`. */

export const testPepper = 'ab'.repeat(32)

export function keyDigest(key: string, pepper = testPepper): string {
  return createHmac('sha256', Buffer.from(pepper, 'hex')).update(key).digest('hex')
}

export function settingsRow(pepper = testPepper): SettingsRow {
  return { kind: 'settings', id: 'settings', pepper }
}

export function endpointRow(url: string, changes: Partial<EndpointRow> = {}): EndpointRow {
  return {
    id: `ep_${url}`,
    stage: 'production',
    url,
    credential: null,
    demo: false,
    trustedCertificates: null,
    timeouts: { connectMs: 2_000, headersMs: 10_000, idleMs: 10_000, totalMs: 60_000 },
    weight: 1,
    ...changes,
  }
}

export function attachment(policy: string, changes: Partial<PolicyAttachment> = {}): PolicyAttachment {
  return { id: `pol_${policy}`, policy, config: {}, mode: 'enforce', when: null, onFailure: null, ...changes }
}

/** A condition of these parts. */
export function condition(parts: Partial<PolicyCondition>): PolicyCondition {
  return { models: null, agents: null, planIds: null, teamIds: null, operations: null, ...parts }
}

export function apiRow(name: string, changes: Partial<ApiRow> = {}): ApiRow {
  return {
    kind: 'api',
    id: `api_${name}`,
    name,
    context: `/${name}`,
    version: '1.0',
    isDefaultVersion: false,
    state: 'published',
    provider: { name: 'openai', type: 'openai' },
    protocols: ['openai-responses', 'openai-chat', 'openai-models'],
    keyHeader: null,
    errorFormat: 'auto',
    payloadCapture: 'none',
    endpoints: [],
    policies: [],
    models: null,
    restrictedModels: [],
    ...changes,
  }
}

export function applicationRow(name: string, changes: Partial<ApplicationRow> = {}): ApplicationRow {
  const row = {
    kind: 'application',
    id: `app_${name}`,
    name,
    owner: null,
    team: null,
    teamId: null,
    costCentre: null,
  } as const
  return { ...row, ...changes }
}

export function keyRow(key: string, changes: Partial<KeyRow> = {}): KeyRow {
  return {
    kind: 'key',
    id: `key_${keyDigest(key).slice(0, 16)}`,
    digest: keyDigest(key),
    name: 'laptop',
    applicationId: 'app_tests',
    person: 'alice',
    type: 'production',
    state: 'active',
    expiresAt: null,
    allowedAddresses: [],
    allowedReferrers: [],
    testApiId: null,
    ...changes,
  }
}

export function subscriptionRow(
  applicationId: string,
  apiId: string,
  changes: Partial<SubscriptionRow> = {},
): SubscriptionRow {
  return {
    kind: 'subscription',
    id: `sub_${applicationId}_${apiId}`,
    applicationId,
    apiId,
    planId: null,
    state: 'active',
    ...changes,
  }
}

export function planRow(name: string, limits: PlanRow['limits'], outputTokensMax: number | null = null): PlanRow {
  return { kind: 'plan', id: `plan_${name}`, name, limits, outputTokensMax, models: null, basePlanId: null }
}

export function quotaRow(name: string, scope: QuotaRow['scope'], changes: Partial<QuotaRow> = {}): QuotaRow {
  const none = { subject: null, limits: [], concurrencyMax: null, resetAt: null }
  return { kind: 'quota', id: `quo_${name}`, name, scope, ...none, ...changes }
}

/** Of these parts. */
export function denyRuleRow(name: string, parts: Partial<DenyRuleRow>): DenyRuleRow {
  const any = { apiId: null, applicationId: null, person: null, addresses: null, isInverted: false }
  return { kind: 'deny-rule', id: `den_${name}`, name, ...any, ...parts }
}
