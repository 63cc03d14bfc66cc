/** What a ledger and a provider's export are compared by: a day (UTC) and a model. */
export interface DayModel {
  /** Unix milliseconds of its beginning. */
  readonly day: number
  /** Small, without the date of a snapshot; `''`: an export that names no models. */
  readonly model: string
}

export const metrics = ['calls', 'inputTokens', 'cachedInputTokens', 'outputTokens', 'cost'] as const
/** Cost in micro-dollars. */
export type Metric = (typeof metrics)[number]

export const dayMs = 86_400_000

export function dayOf(at: number): number {
  return Math.floor(at / dayMs) * dayMs
}

export function keyOf({ day, model }: DayModel): string {
  return `${day} ${model}`
}

/** `gpt-5.4-2026-03-05` is `gpt-5.4`: one side may name the snapshot and the other not. A line item says what was paid for behind a comma. */
export function modelName(model: string): string {
  const [name = ''] = model.trim().toLowerCase().split(',')
  return name.trim().replace(/-\d{4}-?\d{2}-?\d{2}$/, '')
}
