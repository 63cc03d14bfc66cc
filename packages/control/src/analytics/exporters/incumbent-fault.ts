import { type ErrorCode, errorTable } from '@tollgate/contract/errors'
import type { UsageRecord } from '@tollgate/contract/usage-record'

export interface IncumbentFault {
  readonly errorType: 'AUTH' | 'THROTTLED' | 'TARGET_CONNECTIVITY' | 'OTHER'
  readonly errorCode: number
  /** The name of a sub-category; never a sentence. */
  readonly errorMessage: string
}

/** Why a call was refused, or did not reach its provider, in the incumbent's codes; undefined: it was let in and answered. */
export function faultOf({ outcome, refusal, attempts }: UsageRecord): IncumbentFault | undefined {
  if (refusal === null) return undefined
  const isAnswered = attempts.some(({ status }) => status !== null)
  if (outcome !== 'refused' && isAnswered) return undefined
  const errorCode = codeOf(refusal.code)
  return { errorType: typeOf(errorCode), errorCode, errorMessage: names.get(errorCode) ?? nameOf(typeOf(errorCode)) }
}

/** What the error table says to clients of the incumbent's, save where its analytics are more exact. */
const analyticsCodes: ReadonlyMap<string, number> = new Map([
  ['key_not_allowed', 900906],
  ['model_not_allowed', 900906],
  ['throttled', 900807],
  ['provider_throttled', 900801],
  ['provider_unreachable', 101503],
])

function codeOf(code: string): number {
  const known = analyticsCodes.get(code)
  if (known !== undefined) return known
  return isErrorCode(code) ? Number(errorTable[code].wso2.code) : 900900
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code)
}

function typeOf(code: number): IncumbentFault['errorType'] {
  if (code >= 900900 && code <= 900999) return 'AUTH'
  if (code >= 900800 && code <= 900899) return 'THROTTLED'
  if (code >= 101500 && code <= 101599) return 'TARGET_CONNECTIVITY'
  return 'OTHER'
}

const names: ReadonlyMap<number, string> = new Map([
  [900901, 'AUTHENTICATION_FAILURE'],
  [900902, 'AUTHENTICATION_FAILURE'],
  [900906, 'AUTHORIZATION_FAILURE'],
  [900910, 'AUTHORIZATION_FAILURE'],
  [900907, 'SUBSCRIPTION_VALIDATION_FAILURE'],
  [900908, 'SUBSCRIPTION_VALIDATION_FAILURE'],
  [900800, 'API_LEVEL_LIMIT_EXCEEDED'],
  [900801, 'HARD_LIMIT_EXCEEDED'],
  [900803, 'APPLICATION_LEVEL_LIMIT_EXCEEDED'],
  [900804, 'SUBSCRIPTION_LIMIT_EXCEEDED'],
  [900805, 'BLOCKED'],
  [900806, 'CUSTOM_POLICY_LIMIT_EXCEEDED'],
  [900807, 'BURST_CONTROL_LIMIT_EXCEEDED'],
  [900514, 'MEDIATION_ERROR'],
  [101504, 'CONNECTION_TIMEOUT'],
  [404, 'RESOURCE_NOT_FOUND'],
  [405, 'METHOD_NOT_ALLOWED'],
])

function nameOf(type: IncumbentFault['errorType']): string {
  return type === 'AUTH' ? 'AUTHENTICATION_FAILURE' : 'OTHER'
}
