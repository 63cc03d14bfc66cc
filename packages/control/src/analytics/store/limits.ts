/** What bounds the store; tests set their own. */
export interface StoreLimits {
  /** Of one dimension and one organisation: what comes above is `other`. Clients write some of them themselves. */
  readonly newValuesADayMax: number
  /** Of one organisation: above it agent, repository and model of a new combination are `other`. */
  readonly newCombinationsADayMax: number
  /** So many records come in without one of a day before its hours are summed up. */
  readonly recordsBeforeSumming: number
}

export const storeLimits: StoreLimits = {
  newValuesADayMax: 1_000,
  newCombinationsADayMax: 20_000,
  recordsBeforeSumming: 20_000,
}
