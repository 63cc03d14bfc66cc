import { builtInDetector, byExactness } from './built-in-detectors.ts'
import { type CustomPatterns, compileCustom } from './custom-patterns.ts'
import type { Detector } from './detector.ts'
import { inFrontOfHits, type LabelledHit, mergeHits } from './merge-hits.ts'
import { type NormalisedText, normalise } from './normalised-text.ts'
import type { ComingText, DetectorSet, DetectorSpec, Look, Span } from './scanner.ts'

/** How long one scan may take where it was called: patterns are linear, but a text of nothing but near hits is searched again behind each. */
const scanMsMax = 200

/** The detectors of one spec. */
export class CompiledDetectors implements DetectorSet {
  readonly spec: DetectorSpec
  private readonly builtIn: ReadonlyArray<{ readonly label: string; readonly detector: Detector }>
  private readonly custom: CustomPatterns | undefined

  /** Throws a sentence where a pattern cannot run in linear time, or a detector does not exist. */
  constructor(spec: DetectorSpec) {
    this.spec = spec
    this.builtIn = byExactness(spec.builtIn).map((label) => ({ label, detector: builtInDetector(label) }))
    this.custom = compileCustom(spec.custom)
  }

  get isOpenEnded(): boolean {
    return this.custom?.isOpenEnded === true
  }

  /** What one character costs at most, in tenths of a microsecond, roughly. */
  get weight(): number {
    return Math.max(1, this.builtIn.length / 8) + (this.custom?.instructions ?? 0) / 4
  }

  scan(text: string, from = 0): readonly Span[] {
    const spans = this.scanWithin(text, scanMsMax, from)
    if (spans === undefined) throw new Error('A scan took too long: a pattern hits almost everywhere.')
    return spans
  }

  /** undefined: it would have taken longer. */
  scanWithin(text: string, msMax: number, from = 0): readonly Span[] | undefined {
    const hits = this.hits(text, from, msMax)
    return hits === undefined ? undefined : mergeHits(hits)
  }

  openFrom(text: string, from = 0): number {
    return this.lookWithin({ text, from, isEnd: false }, scanMsMax)?.open ?? from
  }

  /** What is there, and from where on it is not yet known. undefined: it would have taken longer. */
  lookWithin({ text: come, from, isEnd }: ComingText, msMax: number): Look | undefined {
    // Half a character is none yet.
    const text = !isEnd && isHighSurrogate(come.charCodeAt(come.length - 1)) ? come.slice(0, -1) : come
    const hits = this.hits(text, from, msMax)
    if (hits === undefined) return undefined
    return { spans: mergeHits(hits), open: isEnd ? text.length : this.openOf(text, from, hits) }
  }

  private openOf(text: string, from: number, hits: readonly LabelledHit[]): number {
    const copy = normalise(text)
    const plain = copy?.text ?? text
    const plainFrom = copy?.fromOriginal(from) ?? from
    let open = plain.length
    for (const { detector } of this.builtIn) open = Math.min(open, detector.openFrom(plain, plainFrom))
    if (this.custom !== undefined) open = Math.min(open, this.custom.openFrom(plain, plainFrom))
    let place = copy === undefined ? open : copy.originalStart(open)
    if (copy !== undefined && this.custom !== undefined) place = Math.min(place, this.custom.openFrom(text, from))
    if (place <= from) return from
    return Math.max(from, inFrontOfHits(hits, place))
  }

  private hits(text: string, from: number, msMax: number): LabelledHit[] | undefined {
    const started = performance.now()
    const isOver = () => performance.now() - started > msMax
    const copy = normalise(text)
    const hits: LabelledHit[] = []
    const plain = copy?.text ?? text
    const plainFrom = copy?.fromOriginal(from) ?? from
    for (const { label, detector } of this.builtIn)
      for (const hit of detector.find(plain, plainFrom)) hits.push({ ...hit, label })
    const custom = this.custom?.find(plain, plainFrom, isOver) ?? (this.custom === undefined ? [] : undefined)
    if (custom === undefined) return undefined
    for (const hit of custom) hits.push(hit)
    if (copy === undefined) return hits
    const mapped = hits.map((hit) => inOriginal(hit, copy))
    // A publisher's pattern may mean the very characters that the copy lacks.
    const asIs = this.custom?.find(text, from, isOver) ?? (this.custom === undefined ? [] : undefined)
    return asIs === undefined ? undefined : [...mapped, ...asIs]
  }
}

function inOriginal({ from, start, end, label }: LabelledHit, copy: NormalisedText): LabelledHit {
  return { from: copy.originalStart(from), start: copy.originalStart(start), end: copy.originalEnd(end), label }
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}
