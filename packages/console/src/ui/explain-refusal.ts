import { type ErrorCode, errorRow, errorTable } from '@tollgate/contract/errors'

interface Place {
  readonly apiId: string
  readonly applicationId: string
}

export interface Explanation {
  /** Why, where the call itself has no sentence. */
  readonly says: string
  /** What to do now. */
  readonly cure: string
  readonly link?: { readonly path: string; readonly name: string }
}

type Cure = readonly [cure: string, link?: 'application' | 'api' | 'connect']

/** What helps, by the code of the refusal; the others are for those who run Tollgate. */
const cures: Partial<Readonly<Record<ErrorCode, Cure>>> = {
  missing_key: ['Check that the agent sends its key.', 'connect'],
  invalid_key: ['Copy the key again, or make a new one.', 'application'],
  expired_key: ['Make a new key.', 'application'],
  revoked_key: ['Make a new key.', 'application'],
  suspended_key: ['Ask an administrator.'],
  not_subscribed: ['Subscribe the application to the API.', 'api'],
  subscription_blocked: ['Ask the publisher of the API.', 'api'],
  key_not_allowed: ['See from where this key may be used.', 'application'],
  denied: ['Ask an administrator which rule it is for.'],
  api_blocked: ['Wait, or ask the publisher of the API.', 'api'],
  endpoint_missing: ['Use a key of the other type.', 'application'],
  model_not_allowed: ['Choose a model that the plan has, or ask for this one.', 'api'],
  api_not_found: ['Check the base URL of the agent.', 'connect'],
  operation_not_found: ['Check which operations the API has.', 'api'],
  body_too_large: ['Begin a new conversation, or send less at once.'],
  guardrail_blocked: [
    'Take out what the rule names and begin a new conversation: what was refused is sent again else.',
  ],
  quota_exceeded: ['Wait until the limit resets, or ask for a higher one.', 'application'],
  throttled: ['Wait a moment: the agent tries again by itself.', 'application'],
}

const otherCure: Cure = ['If it happens again, give the id of the call to those who run Tollgate.']

/** A refusal in plain words: why, and what to do. */
export function explainRefusal(code: string | null, place: Place): Explanation {
  if (!isErrorCode(code)) return { says: 'The call was refused.', cure: otherCure[0] }
  const [cure, about] = cures[code] ?? otherCure
  const { message } = errorRow(code)
  return { says: message, cure, ...(about === undefined ? {} : { link: linkTo(about, place) }) }
}

function linkTo(about: NonNullable<Cure[1]>, { apiId, applicationId }: Place) {
  if (about === 'connect') return { path: '/devportal/connect', name: 'How to connect' }
  if (about === 'api') return { path: `/devportal/catalogue/${apiId}`, name: 'Open the API' }
  return { path: `/devportal/applications/${applicationId}`, name: 'Open the application' }
}

function isErrorCode(code: string | null): code is ErrorCode {
  return code !== null && Object.hasOwn(errorTable, code)
}
