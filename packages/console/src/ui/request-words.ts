import type { AccessRequest, RequestKind, RequestState } from '@tollgate/contract/resources/request'
import { limitsSentence } from './plan-sentence.ts'
import type { Tone } from './state-word.tsx'

export const requestStates: Readonly<Record<RequestState, readonly [word: string, tone: Tone]>> = {
  open: ['waiting', 'info'],
  approved: ['approved', 'good'],
  refused: ['declined', 'plain'],
  withdrawn: ['withdrawn', 'plain'],
}

export const requestKinds: Readonly<Record<RequestKind, string>> = {
  subscribe: 'an API',
  raise: 'higher limits',
  model: 'a model',
  key: 'a production key',
}

/** What is asked for, behind "Ada asks for". */
export function wishOf(request: AccessRequest): string {
  const { kind, apiName, planName, applicationName, details } = request
  const api = apiName ?? 'an API'
  switch (kind) {
    case 'subscribe':
      return `${api} on ${planName ?? 'a plan'}, for ${applicationName}`
    case 'raise':
      return `higher limits for ${applicationName} at ${api}: ${raisedLimits(details)}`
    case 'model':
      return `the model ${String(details.model)} at ${api}, for ${applicationName}`
    case 'key':
      return `a production key for ${applicationName}`
  }
}

function raisedLimits(details: AccessRequest['details']): string {
  // Shown only: what is no limits there says nothing here.
  const limits = Array.isArray(details.limits) ? (details.limits as Parameters<typeof limitsSentence>[0]) : []
  return limitsSentence(limits)
}
