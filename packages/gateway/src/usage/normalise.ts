import type { Usage } from '@tollgate/contract/usage-record'

/** Numbers as a provider reported them, before anyone has checked them; undefined: not reported. */
export interface ReportedUsage {
  inputTokens: unknown
  cachedInputTokens: unknown
  cacheWriteTokens: unknown
  outputTokens: unknown
  reasoningTokens: unknown
}

/** About four bytes of agent traffic are one token; good to some 20 %, and always flagged as an estimate. */
const bytesPerToken = 4

export const noUsage: Usage = Object.freeze({
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
  estimated: false,
  source: 'none',
})

/**
 * Checked usage, or undefined where input and output are both missing. Missing is not zero, an explicit 0 stays 0, and a number
 * that cannot be one (negative, fractional, beyond 2^53, a string) is never charged as it is: `estimateInstead` fills in for it, and `estimated` is set.
 */
export function normaliseUsage(
  reported: ReportedUsage,
  estimateInstead: { inputBytes: number; outputCharacters: number },
): Usage | undefined {
  if (isMissing(reported.inputTokens) && isMissing(reported.outputTokens)) return undefined
  const input = countOf(reported.inputTokens)
  const output = countOf(reported.outputTokens)
  const inputTokens = input ?? tokensOf(estimateInstead.inputBytes)
  const outputTokens = output ?? tokensOf(estimateInstead.outputCharacters)
  const cachedInputTokens = Math.min(countOf(reported.cachedInputTokens) ?? 0, inputTokens)
  return {
    inputTokens,
    cachedInputTokens,
    cacheWriteTokens: Math.min(countOf(reported.cacheWriteTokens) ?? 0, inputTokens - cachedInputTokens),
    outputTokens,
    reasoningTokens: Math.min(countOf(reported.reasoningTokens) ?? 0, outputTokens),
    totalTokens: inputTokens + outputTokens,
    estimated: input === undefined || output === undefined,
    source: 'provider',
  }
}

/** For an answer whose provider reported nothing: charged by what went in and what was seen coming out. */
export function estimateUsage(seen: { inputBytes: number; outputCharacters: number }): Usage {
  const inputTokens = tokensOf(seen.inputBytes)
  const outputTokens = tokensOf(seen.outputCharacters)
  return {
    ...noUsage,
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    estimated: true,
    source: 'estimate',
  }
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function tokensOf(bytes: number): number {
  return Math.ceil(bytes / bytesPerToken)
}
