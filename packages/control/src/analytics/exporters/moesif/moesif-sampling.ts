import { createHash } from 'node:crypto'
import type { MoesifEvent } from './moesif-event.ts'

/** What Moesif's own configuration says is to be sent: shares in percent. */
export interface SampleRates {
  readonly all: number
  readonly users: Readonly<Record<string, number>>
  readonly companies: Readonly<Record<string, number>>
}

export const everything: SampleRates = { all: 100, users: {}, companies: {} }

/** The event with the weight that it stands for; undefined: it is not to be sent. The same event is always decided alike. */
export function sampled(event: MoesifEvent, rates: SampleRates): MoesifEvent | undefined {
  const rate = rateOf(event, rates)
  if (rate >= 100) return event
  const id = String(event.metadata.correlationId)
  const place = (createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32) * 100
  return place < rate ? { ...event, weight: Math.floor(100 / rate) } : undefined
}

function rateOf({ user_id, company_id }: MoesifEvent, { all, users, companies }: SampleRates): number {
  return users[user_id] ?? (company_id === undefined ? undefined : companies[company_id]) ?? all
}

/** Of the answer to `GET /v1/config`; what cannot be read samples nothing away. */
export function readRates(text: string): SampleRates {
  try {
    const config: unknown = JSON.parse(text)
    if (typeof config !== 'object' || config === null) return everything
    const { sample_rate, user_sample_rate, company_sample_rate } = config as Record<string, unknown>
    return {
      all: percent(sample_rate) ?? 100,
      users: percents(user_sample_rate),
      companies: percents(company_sample_rate),
    }
  } catch {
    return everything
  }
}

function percents(given: unknown): Readonly<Record<string, number>> {
  if (typeof given !== 'object' || given === null) return {}
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const rate = percent(value)
      return rate === undefined ? [] : [[name, rate]]
    }),
  )
}

function percent(given: unknown): number | undefined {
  return typeof given === 'number' && given >= 0 && given <= 100 ? given : undefined
}
