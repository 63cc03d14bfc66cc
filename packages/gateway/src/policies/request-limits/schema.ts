import { z } from 'zod'

/** From little to much. */
export const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const

const effort = z.enum(efforts)
const otherwise = z.enum(['cap', 'refuse']).default('cap')
const scalar = z.union([z.string().max(200), z.number(), z.boolean()])

const outputTokens = z.strictObject({
  max: z.int().positive().describe('tokens; a call that asks for no number gets this one'),
  otherwise: otherwise.describe('cap: a call that asks for more gets as many; refuse: it is refused'),
})

const reasoningEffort = z.strictObject({
  allowed: z.array(effort).min(1).describe('efforts that may be asked for'),
  otherwise: otherwise.describe(
    'cap: the next lower effort that is allowed, or the lowest; refuse: the call is refused',
  ),
  preset: effort
    .optional()
    .describe('the effort of a call that asks for none; left out: the one that the model has by itself'),
})

/** What other fields and other policies are for. */
const reserved = ['model', 'input', 'messages', 'instructions', 'tools', 'functions', 'tool_choice', 'function_call']
const outputNames = ['max_output_tokens', 'max_completion_tokens', 'max_tokens']

const parameter = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,99}$/, 'a parameter is called as in the body, such as temperature or service_tier')
      .describe('as the body calls it: temperature, top_p, store, background, service_tier, n, stream, …'),
    value: scalar
      .optional()
      .describe(
        'the only value that it may have; a call that says nothing gets it, where its dialect has the parameter',
      ),
    allowed: z.array(scalar).min(1).optional().describe('the values that it may have'),
    min: z.number().optional().describe('the least that it may be'),
    max: z.number().optional().describe('the most that it may be'),
    forbidden: z.literal(true).optional().describe('it may not be there'),
    otherwise: z
      .enum(['set', 'refuse'])
      .default('refuse')
      .describe(
        'set: `value`, or the nearest of `min` and `max`, takes its place, in all other cases it is left out; refuse: the call is refused',
      ),
  })
  .superRefine(({ name, value, allowed, min, max, forbidden, otherwise }, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    const rules = [value, allowed, min ?? max, forbidden].filter((rule) => rule !== undefined)
    if (rules.length !== 1) refuse('name', 'say one of `value`, `allowed`, `min` with `max`, and `forbidden`')
    if (min !== undefined && max !== undefined && min > max) refuse('min', 'is more than `max`')
    if (reserved.includes(name)) refuse('name', `${name} is no setting; models and tools have policies of their own`)
    if (outputNames.includes(name)) refuse('name', `${name} is limited by \`outputTokens\`, in every dialect`)
    // A client that asked for events cannot read a plain answer, and the other way round.
    if (name === 'stream' && otherwise === 'set') refuse('otherwise', 'stream can be refused, not set')
  })
export type ParameterRule = z.infer<typeof parameter>

export const requestLimitsConfig = z
  .strictObject({
    outputTokens: outputTokens.optional().describe('how long an answer may be, reasoning included'),
    reasoningEffort: reasoningEffort.optional().describe('how much a model may think'),
    toolsMax: z
      .int()
      .nonnegative()
      .optional()
      .describe('how many tools a call may bring, those in namespaces included'),
    parameters: z.array(parameter).max(100).optional().describe('other settings of a call'),
  })
  .refine((config) => Object.values(config).some((limit) => limit !== undefined), 'say at least one limit')
export type RequestLimitsConfig = z.infer<typeof requestLimitsConfig>
