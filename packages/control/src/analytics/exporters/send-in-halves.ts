import type { Chunk, Outcome } from './exporter.ts'

export type SizedOutcome = Outcome | { readonly kind: 'too-large'; readonly reason: string }

/** Sends a chunk; what the target finds too large goes in halves, and what is too large by itself will never be taken. */
export async function sendInHalves(
  chunk: Chunk,
  sendOne: (chunk: Chunk) => Promise<SizedOutcome>,
  first = 0,
): Promise<Outcome> {
  const outcome = await sendOne(chunk)
  if (outcome.kind !== 'too-large') return shifted(outcome, first)
  const { records } = chunk
  if (records.length <= 1) return { kind: 'drop', reason: outcome.reason, places: [first] }
  const middle = Math.ceil(records.length / 2)
  const one = await sendInHalves({ records: records.slice(0, middle) }, sendOne, first)
  const rest = { first: first + middle, count: records.length - middle }
  if (one.kind === 'stop') return one
  if (one.kind === 'retry') return retryBoth(one, placesOf(one, first, middle), rangeOf(rest.first, rest.count))
  const other = await sendInHalves({ records: records.slice(middle) }, sendOne, rest.first)
  if (one.kind === 'acked')
    return other.kind === 'retry' ? retryBoth(other, [], placesOf(other, rest.first, rest.count)) : other
  if (other.kind === 'acked') return one
  if (other.kind === 'drop') return { ...one, places: [...one.places, ...other.places] }
  // Those that are never taken go again with the others, and are told of then.
  if (other.kind === 'retry') return retryBoth(other, one.places, placesOf(other, rest.first, rest.count))
  return other
}

function shifted(outcome: Outcome, first: number): Outcome {
  if (outcome.kind === 'acked' || outcome.kind === 'stop' || outcome.places === undefined) return outcome
  return { ...outcome, places: outcome.places.map((place) => place + first) }
}

function placesOf(outcome: Outcome & { kind: 'retry' }, first: number, count: number): readonly number[] {
  return outcome.places ?? rangeOf(first, count)
}

function rangeOf(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}

function retryBoth(retry: Outcome & { kind: 'retry' }, one: readonly number[], other: readonly number[]): Outcome {
  return { ...retry, places: [...one, ...other] }
}
