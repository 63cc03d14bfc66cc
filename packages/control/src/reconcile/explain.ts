import type { Metric } from './day-model.ts'
import type { LedgerDay } from './ledger-days.ts'
import type { ExportedDay } from './read-export.ts'
import type { Difference } from './reconcile.ts'

interface Differing {
  readonly ours: LedgerDay | undefined
  readonly theirs: ExportedDay | undefined
  readonly compared: readonly Difference[]
  readonly isBeyondTolerance: boolean
}

/** What the ledger knows of why the two differ, as sentences; the likeliest first. */
export function explain({ ours, theirs, compared, isBeyondTolerance }: Differing): string[] {
  if (ours === undefined)
    return ['only in the export: calls that did not come through here, or of a model of another name']
  const missing =
    theirs === undefined
      ? ['only in the ledger: the export was made earlier, or is of another project or provider']
      : []
  const known = [...missing, ...missingCalls(ours, compared), ...uncertainCalls(ours)]
  if (known.length > 0) return known
  if (hasOtherPrice(compared)) return ['the tokens agree and the cost does not: the provider has another price']
  return isBeyondTolerance ? ['nothing in the ledger says why'] : []
}

function missingCalls(ours: LedgerDay, compared: readonly Difference[]): string[] {
  const calls = compared.find(({ metric }) => metric === 'calls')
  if (calls === undefined || calls.exported === 0) return []
  const more = calls.exported - calls.ledger
  if (more > 0)
    return [
      `${some(more, 'call')} more in the export: they did not come through here, or their gateway has not shipped them`,
    ]
  if (more < 0 && ours.callsOverMidnight + ours.cancelledCalls + ours.failedCalls === 0)
    return [
      `${some(-more, 'call')} more in the ledger: the export was made earlier, or is of another project or provider`,
    ]
  return []
}

function uncertainCalls(ours: LedgerDay): string[] {
  const { estimatedCalls, estimatedTokens, cancelledCalls, failedCalls, unpricedCalls, repeatedTries } = ours
  return [
    ...when(
      estimatedCalls,
      `${some(estimatedCalls, 'call')} with estimated tokens (${estimatedTokens} of them): the provider reported none`,
    ),
    ...when(
      cancelledCalls,
      `${some(cancelledCalls, 'call')} whose client left: the provider may have gone on, or may not have counted`,
    ),
    ...when(failedCalls, `${some(failedCalls, 'call')} that broke on the way, counted by what was seen`),
    ...when(
      repeatedTries,
      `${some(repeatedTries, 'answer')} to tries that were made again: their tokens are not in the ledger`,
    ),
    ...when(
      ours.callsOverMidnight,
      `${some(ours.callsOverMidnight, 'call')} open at midnight (UTC): the export may have them on the day after`,
    ),
    ...when(
      unpricedCalls,
      `${some(unpricedCalls, 'call')} without a cost: the model had no price, or the record is older than costs are`,
    ),
  ]
}

/** Of tokens nothing is beyond the tolerance, and the cost is. */
function hasOtherPrice(compared: readonly Difference[]): boolean {
  const beyond = (wanted: (metric: Metric) => boolean) =>
    compared.some(({ metric, isBeyondTolerance }) => wanted(metric) && isBeyondTolerance)
  const hasTokens = compared.some(({ metric }) => metric === 'inputTokens')
  return hasTokens && beyond((metric) => metric === 'cost') && !beyond((metric) => metric !== 'cost')
}

function some(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function when(count: number, sentence: string): string[] {
  return count > 0 ? [sentence] : []
}
