import type { ProducedUsage } from '../reply.ts'

/** The numbers that a scenario bills when the test names none: all different, so that a mixed-up field shows. */
export function defaultUsage(): ProducedUsage {
  return { inputTokens: 1234, cachedInputTokens: 1024, outputTokens: 56, reasoningTokens: 16 }
}

export function responsesUsage(usage: ProducedUsage): Record<string, unknown> {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedInputTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  }
}

export function chatUsage(usage: ProducedUsage): Record<string, unknown> {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedInputTokens },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  }
}
