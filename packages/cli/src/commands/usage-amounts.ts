import type { JsonObject } from '../api-client/json.ts'

/** The columns that every table about usage ends with. */
export const amountHeadings = ['CALLS', 'INPUT', 'CACHED', 'OUTPUT', 'TOKENS', 'COST', 'REFUSED', 'FAILED']

export function amountCells(amounts: JsonObject): string[] {
  return [
    numberText(amounts.calls),
    numberText(amounts.inputTokens),
    percentText(amounts.cachedInputTokens, amounts.inputTokens),
    numberText(amounts.outputTokens),
    numberText(amounts.totalTokens),
    costText(amounts),
    numberText(amounts.refused),
    numberText(amounts.failed),
  ]
}

export function numberText(value: unknown): string {
  return Number(value ?? 0).toLocaleString('en-US')
}

export function dollarsText(value: unknown): string {
  const amount = Number(value ?? 0)
  // Of little money the first digits count, of much the cents.
  const digits = amount > 0 && amount < 1 ? 4 : 2
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`
}

/** A sum that calls without a price are missing in says so. */
function costText({ costUsd, unpricedCalls }: JsonObject): string {
  return Number(unpricedCalls ?? 0) > 0 ? `${dollarsText(costUsd)} +?` : dollarsText(costUsd)
}

function percentText(part: unknown, whole: unknown): string {
  return Number(whole ?? 0) === 0 ? '–' : `${Math.round((Number(part) / Number(whole)) * 100)} %`
}
