import { RE2Set } from 're2js'
import { compileLinear, type LinearPattern } from './compile-linear.ts'
import type { Hit } from './detector.ts'
import { liveThreads } from './live-threads.ts'
import type { DetectorSpec } from './scanner.ts'

/** Patterns of one spec. */
const customPatternsMax = 100
/** What all of them compile to together. */
const setInstructionsMax = 20_000

/** A publisher's patterns, together. */
export interface CustomPatterns {
  /** Where they hit, each by itself, from `from` on. Asks `isOver` between hits, and gives undefined where it says so. */
  find(text: string, from: number, isOver: () => boolean): ReadonlyArray<Hit & { readonly label: string }> | undefined
  openFrom(text: string, from: number): number
  readonly isOpenEnded: boolean
  /** Of the compiled program: each character of a text may visit all of them. */
  readonly instructions: number
}

/** undefined for none. Throws a sentence that says which pattern cannot run in linear time, and why. */
export function compileCustom(custom: DetectorSpec['custom']): CustomPatterns | undefined {
  if (custom.length === 0) return undefined
  if (custom.length > customPatternsMax) throw new Error(`There are more than ${customPatternsMax} patterns.`)
  const patterns = custom.map(({ label, pattern }) => ({ label, pattern: compileNamed(label, pattern) }))
  const set = new RE2Set(RE2Set.UNANCHORED)
  for (const { pattern } of custom) set.add(pattern)
  set.compile()
  if (set.prog.numInst() > setInstructionsMax)
    throw new Error('The patterns are too large together: use fewer of them.')
  return {
    ...liveThreads(set),
    instructions: set.prog.numInst(),
    find(text, from, isOver) {
      const hits: Array<Hit & { label: string }> = []
      for (const index of set.match(text).sort((one, other) => one - other)) {
        const named = patterns[index]
        if (named === undefined) continue
        const next = named.pattern.finder(text, from)
        for (let span = next(); span !== undefined; span = next()) {
          hits.push({ ...span, from: span.start, label: named.label })
          if (isOver()) return undefined
        }
        if (isOver()) return undefined
      }
      return hits
    },
  }
}

function compileNamed(label: string, pattern: string): LinearPattern {
  try {
    return compileLinear(pattern)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${label}: ${reason}`, { cause: error })
  }
}
