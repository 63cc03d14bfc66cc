/** A place that a detector found. */
export interface Hit {
  /** Where the match begins: in front of `start` where a word such as `password=` leads to the value. */
  readonly from: number
  readonly start: number
  /** Behind the last unit. */
  readonly end: number
}

/**
 * Finds one kind of thing in a text without characters to normalise. What it finds from an offset on does not depend on more than
 * `contextCharactersMax` in front of it, so that a stream can be looked at piece by piece.
 */
export interface Detector {
  /** Hits that begin at `from` or later, in order, without overlaps. */
  find(text: string, from: number): readonly Hit[]
  /** From where on, at `from` or later, a hit may begin or grow once more text comes; `text.length` where nothing is open. */
  openFrom(text: string, from: number): number
}

/** How far in front of a hit a detector looks. */
export const contextCharactersMax = 64
