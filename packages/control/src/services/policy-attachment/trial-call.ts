import type { PolicyTrialCreate } from '@tollgate/contract/resources/policy-trial'
import type { ApiRow } from '@tollgate/contract/snapshot'
import type { Caller } from '@tollgate/gateway/pipeline/exchange'
import { jsonDepth } from '../../policy-bench/json-depth.ts'
import type { BenchTrial } from '../../policy-bench/policy-bench.ts'
import { sampleAnswer, sampleRequest } from '../../policy-bench/sample-body.ts'
import { compilePlan } from '../../snapshot/compile-rows.ts'
import type { Reader } from '../../storage/store.ts'
import { invalidField } from '../problem.ts'
import type { Verb } from '../verb.ts'

/** As deep as a gateway lets a body be. */
const depthMax = 128
const presetOperation = 'POST /responses'

/** The call that goes through: its operation, who makes it, its request and its answer. */
export async function trialCall(
  verb: Verb,
  reader: Reader,
  { input, row }: { input: PolicyTrialCreate; row: ApiRow },
): Promise<Omit<BenchTrial, 'row'>> {
  const operation = chosenOperation(verb, row, input.operation)
  const request = requestOf(input, operation)
  const answer = answerOf(input, operation, request)
  const caller = await callerOf(verb, reader, input)
  return { operation, request, answer, caller, agent: input.agent, actor: actorOf(verb) }
}

function chosenOperation({ policies }: Verb, { protocols }: ApiRow, asked: string | undefined): string {
  const offered = policies.dialects
    .filter(({ name }) => protocols.includes(name))
    .flatMap(({ operations }) => operations.map(({ method, path }) => `${method} ${path}`))
  const operation = asked ?? (offered.includes(presetOperation) ? presetOperation : offered[0])
  if (operation !== undefined && offered.includes(operation)) return operation
  throw invalidField('operation', `names no operation of this API: ${asked}; it has ${offered.join(', ')}`)
}

function requestOf({ body, text, direction, stream }: PolicyTrialCreate, operation: string): BenchTrial['request'] {
  if (body !== undefined) return notTooDeep('body', body)
  if (text === undefined || direction === 'response') return null
  const request = sampleRequest(operation, text)
  if (request === undefined) throw invalidField('text', `is no request of ${operation} by itself: give the body`)
  return stream ? { ...request, stream } : request
}

function answerOf(input: PolicyTrialCreate, operation: string, request: BenchTrial['request']): BenchTrial['answer'] {
  const { text, direction, stream } = input
  const [field, answer] = direction === 'response' && text !== undefined ? ['text', text] : ['answer', input.answer]
  if (answer === undefined) return null
  if (Array.isArray(answer)) return { events: notTooDeep('answer', answer) }
  if (typeof answer !== 'string') return { whole: notTooDeep('answer', answer) }
  const sample = sampleAnswer(operation, { text: answer, isStream: stream, request })
  if (sample === undefined) throw invalidField(field, `is no answer of ${operation} by itself: give it as JSON`)
  return sample
}

function notTooDeep<T>(field: string, json: T): T {
  if (jsonDepth(json, depthMax) > depthMax) throw invalidField(field, `is nested deeper than ${depthMax} levels`)
  return json
}

/** Nobody's key: placeholders of a trial are those of no caller. */
export async function callerOf(
  verb: Verb,
  reader: Reader,
  { planId, teamId }: Pick<PolicyTrialCreate, 'planId' | 'teamId'>,
): Promise<Caller> {
  const plan = planId === null ? undefined : await reader.get('plan', planId)
  if (planId !== null && plan === undefined) throw invalidField('planId', `names no plan: ${planId}`)
  const team = teamId === null ? undefined : await reader.get('team', teamId)
  if (teamId !== null && team === undefined) throw invalidField('teamId', `names no team: ${teamId}`)
  const applicationId = `try ${actorOf(verb)}`
  return {
    application: {
      ...{ kind: 'application', id: applicationId, name: 'Test bench', owner: null },
      ...{ team: team?.name ?? null, teamId, costCentre: team?.costCentre ?? null },
    },
    key: {
      ...{ kind: 'key', id: 'try', digest: '0'.repeat(64), name: 'test bench', applicationId },
      ...{ person: verb.actor.audit.name, type: 'production', state: 'active', expiresAt: null },
      ...{ allowedAddresses: [], allowedReferrers: [], testApiId: null },
    },
    subscription: null,
    plan: plan === undefined ? null : compilePlan(plan),
  }
}

export function actorOf({ actor }: Verb): string {
  return `${actor.organisationId} ${actor.audit.kind} ${actor.audit.id ?? actor.audit.name}`
}
