import type { JsonSchema } from '../json-schema/json-schema.ts'

/** What a policy looks for in texts, as data, so that a worker thread can make the same detectors of it. */
export interface DetectorSpec {
  /** Built-in detectors by name, such as `email`. */
  readonly builtIn: readonly string[]
  /** Patterns of a publisher, in RE2's syntax: linear time, no look-around, no back-references. */
  readonly custom: ReadonlyArray<{ readonly label: string; readonly pattern: string }>
}

/** A place in a text, in UTF-16 units of the text as it came (not of its normalised copy). */
export interface Span {
  readonly start: number
  /** Behind the last unit. */
  readonly end: number
  /** The detector's name, such as `email`, or a custom pattern's label. */
  readonly label: string
}

/** The detectors of one spec, compiled. Pure: the same text gives the same spans. */
export interface DetectorSet {
  readonly spec: DetectorSpec
  /**
   * True where a pattern can stay open over words and lines without end, as `begin[\s\S]*end` does: a text that is still coming is not
   * worth looking at before it is whole.
   */
  readonly isOpenEnded: boolean
  /**
   * Every place where a detector hits, in order, without overlaps: the earlier, then the longer one wins, and what of another stands behind it is
   * a place of its own. `from`: only places that begin there or later; what stands in front of it is looked at, no further back than 64
   * characters. Throws where it would take too long.
   */
  scan(text: string, from?: number): readonly Span[]
  /**
   * For a text that is still coming: from where on a place may begin, or grow, that `scan` cannot yet tell. What stands in front of it is
   * final whatever follows, and no place reaches over it: `scan(text, from)` may go on there. `text.length` where nothing is open.
   */
  openFrom(text: string, from?: number): number
}

/** A text that is still coming. */
export interface ComingText {
  readonly text: string
  /** What stands in front of it has been dealt with. */
  readonly from: number
  /** Nothing follows. */
  readonly isEnd: boolean
}

export interface Look {
  /** The places that begin at `from` or later, those that are still open among them. */
  readonly spans: readonly Span[]
  /** As of `DetectorSet.openFrom`. */
  readonly open: number
}

/** Scans texts for the policies of a process: remembers what it has scanned, and scans long texts off the event loop. */
export interface Scanner {
  /** Compiles a spec; throws a sentence that says which pattern cannot run in linear time, and why. */
  compile(spec: DetectorSpec): DetectorSet
  /** A promise only where a worker scans. Rejects where the worker failed: the caller fails closed. */
  scan(detectors: DetectorSet, text: string): readonly Span[] | Promise<readonly Span[]>
  /** The same for a text that is still coming. */
  look(detectors: DetectorSet, coming: ComingText): Look | Promise<Look>
  /** Whether one of the texts has a JSON object that is valid. Rejects where that takes too long. */
  hasValidObject(schema: JsonSchema, texts: readonly string[]): boolean | Promise<boolean>
}
