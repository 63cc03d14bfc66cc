import type { StoredRecord } from '../analytics-store.ts'

/** One call as JSON without line breaks, for targets that have no form of their own: what analytics know of it, with its number in the ledger. */
export function usageLine({ number, facts }: StoredRecord): string {
  return JSON.stringify({ number, time: new Date(facts.at).toISOString(), ...facts })
}
