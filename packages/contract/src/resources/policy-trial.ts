import { z } from 'zod'
import { verdictSchema } from '../usage-record.ts'
import { operationSchema } from './policy-attachment.ts'
import { idSchema } from './resource.ts'

/**
 * The test bench: a prompt, a request or an answer through policies, by the code that calls go through, with nothing sent to a provider
 * and nothing kept. What it shows is for those who may change the policies.
 */

/** Texts and bodies are bounded by the request that brings them: 1 MiB. */
const textLengthMax = 1_048_576

const call = {
  operation: operationSchema
    .optional()
    .describe('the operation that is called; without it the first of the API, or POST /responses'),
  direction: z
    .enum(['request', 'response'])
    .default('request')
    .describe('what `text` is: a prompt of a client, or what a model answers'),
  text: z.string().max(textLengthMax).optional().describe('a plain text, put into the smallest body of the dialect'),
  body: z.record(z.string(), z.unknown()).optional().describe('a whole request, as a client sends it'),
  answer: z
    .union([z.string().max(textLengthMax), z.array(z.unknown()).max(100_000), z.record(z.string(), z.unknown())])
    .optional()
    .describe(
      'what the provider answers: a plain text, a whole JSON answer, or the payloads of a stream in their order',
    ),
  stream: z.boolean().default(false).describe('an answer that is a plain text comes as a stream'),
  agent: z.enum(['codex', 'other']).default('other').describe('who calls, as the gateway tells agents apart'),
  planId: idSchema.nullable().default(null).describe('plan under which the call is made; null: none'),
  teamId: idSchema.nullable().default(null).describe('team that the call is made for; null: none'),
}

export const policyTrialCreateSchema = z
  .strictObject({
    policy: z.string().min(1).max(100).optional().describe('a policy that need not be attached, see GET /policy-types'),
    config: z.unknown().describe('its configuration').optional(),
    attachmentId: idSchema.optional().describe('an attached policy, as it is saved'),
    apiId: idSchema
      .optional()
      .describe('all policies of an API as they are saved, and those of the organisation in front'),
    ...call,
  })
  .refine(({ policy, attachmentId, apiId }) => [policy, attachmentId, apiId].filter(isGiven).length === 1, {
    error: 'needs one of policy, attachmentId and apiId: what is tried',
  })
  .refine(({ config, policy }) => config === undefined || policy !== undefined, {
    path: ['config'],
    error: 'goes with policy only: what is attached has its own',
  })
  .refine(({ text, body, answer }) => [text, body, answer].some(isGiven), {
    error: 'needs text, body or answer: what goes through',
  })
  .refine(({ text, body, direction }) => text === undefined || body === undefined || direction === 'response', {
    path: ['text'],
    error: 'is a prompt here, and body is a whole request: give one of them',
  })
  .refine(({ text, answer, direction }) => text === undefined || answer === undefined || direction === 'request', {
    path: ['text'],
    error: 'is an answer here, and answer is another: give one of them',
  })
export type PolicyTrialCreate = z.infer<typeof policyTrialCreateSchema>

function isGiven(value: unknown): boolean {
  return value !== undefined
}

const attached = {
  policy: z.string(),
  attachmentId: idSchema.nullable().describe('null: it is not attached'),
}

export const policyTrialSpanSchema = z.object({
  label: z.string().describe('what was found there, such as email'),
  path: z.string().describe('the field, as JSONPath: $.input[0].content[0].text'),
  inner: z
    .string()
    .nullable()
    .describe('the place inside of it, where the field is JSON in a string; null: the field is the text'),
  event: z
    .string()
    .nullable()
    .describe('the event of the stream in which the field is; null: a body that is no stream'),
  start: z.int().nonnegative().describe('first character, in UTF-16 units of the text as this policy saw it'),
  end: z.int().nonnegative().describe('behind the last one'),
  text: z.string().describe('what stands there'),
})
export type PolicyTrialSpan = z.infer<typeof policyTrialSpanSchema>

export const policyTrialSchema = z.object({
  verdicts: z
    .array(
      z.object({
        ...attached,
        phase: verdictSchema.shape.phase,
        mode: z.enum(['enforce', 'observe']),
        verdict: verdictSchema.shape.verdict,
        reason: z.string().nullable().describe('why it refused, would have, or could not run'),
        found: z.record(z.string(), z.int()).describe('what it found and how often'),
        spans: z
          .array(policyTrialSpanSchema)
          .nullable()
          .describe(
            'where; the pieces of a stream have none, its whole texts do; null: this policy is not yours to change',
          ),
        milliseconds: z.number(),
      }),
    )
    .describe('in the order in which they ran'),
  notRun: z.array(z.object({ ...attached, why: z.string() })).describe('the others, each with the reason'),
  sent: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('the request as the provider would get it; null: it would get none, or none was tried'),
  reads: z
    .object({
      status: z.int(),
      refused: z.boolean(),
      policy: z.string().nullable().describe('whose refusal it is'),
      body: z.unknown().describe('JSON; a list of the payloads of its events where it is a stream'),
    })
    .nullable()
    .describe('what the client reads; null: the request went through, and no answer was tried'),
  milliseconds: z.number().describe('of all policies'),
})
export type PolicyTrial = z.infer<typeof policyTrialSchema>
