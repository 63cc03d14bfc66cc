import type { Latency } from '../analytics-store.ts'
import { type BucketCount, bucketsMax } from './latency-buckets.ts'

/** As calls and histograms have them. */
export const latencyKinds: readonly Latency[] = ['firstByteMs', 'totalMs', 'providerMs']

/** Calls by bucket, of every kind of latency: bucket `b` of kind `k` is at `k * bucketsMax + b`. */
export type Histograms = Float64Array

export function emptyHistograms(): Histograms {
  return new Float64Array(latencyKinds.length * bucketsMax)
}

/** `buckets`: one of each kind, -1 for none. */
export function countLatencies(histograms: Histograms, buckets: Float64Array): void {
  for (let kind = 0; kind < latencyKinds.length; kind++) {
    const bucket = buckets[kind] ?? -1
    if (bucket < 0) continue
    const place = kind * bucketsMax + bucket
    histograms[place] = (histograms[place] ?? 0) + 1
  }
}

export function countsOf(histograms: Histograms, latency: Latency): BucketCount[] {
  const begin = latencyKinds.indexOf(latency) * bucketsMax
  const counts: BucketCount[] = []
  for (let bucket = 0; bucket < bucketsMax; bucket++) {
    const calls = histograms[begin + bucket] ?? 0
    if (calls > 0) counts.push({ bucket, calls })
  }
  return counts
}

/** Of each place that has calls: how many places behind the one before, and how many calls; as numbers of seven bits a byte. */
export function packHistograms(histograms: Histograms): Uint8Array {
  const packed: number[] = []
  let before = -1
  for (let place = 0; place < histograms.length; place++) {
    const calls = histograms[place] ?? 0
    if (calls === 0) continue
    pushNumber(packed, place - before)
    pushNumber(packed, calls)
    before = place
  }
  return Uint8Array.from(packed)
}

/** Adds what was packed. */
export function addPacked(histograms: Histograms, packed: Uint8Array): void {
  let place = -1
  let isPlace = true
  let value = 0
  let factor = 1
  for (const byte of packed) {
    value += (byte & 0x7f) * factor
    factor *= 128
    if (byte > 0x7f) continue
    if (isPlace) place += value
    else histograms[place] = (histograms[place] ?? 0) + value
    isPlace = !isPlace
    value = 0
    factor = 1
  }
}

function pushNumber(packed: number[], value: number): void {
  let left = value
  for (; left > 0x7f; left = Math.floor(left / 128)) packed.push((left % 128) | 0x80)
  packed.push(left)
}
