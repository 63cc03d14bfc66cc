import type { TextsBlocked } from './text-service.ts'

/** Verdicts that are remembered, of all services together. */
const verdictsMax = 20_000
/** Characters of a verdict that brings text; a longer one is not remembered. */
const verdictCharactersMax = 4_096

/** A verdict on one text, without the text: a change is the place and what stands there instead. */
export type TextVerdictKept = 'allow' | TextsBlocked | TextEdit

export interface TextEdit {
  readonly action: 'edit'
  readonly start: number
  readonly end: number
  readonly out: string
}

/** What services said of texts, by hash, for a time. The one that was used longest ago makes room. */
export class VerdictCache {
  private readonly now: () => number
  private readonly verdicts = new Map<string, { readonly until: number; readonly verdict: TextVerdictKept }>()

  constructor(now: () => number) {
    this.now = now
  }

  get size(): number {
    return this.verdicts.size
  }

  get(key: string): TextVerdictKept | undefined {
    const known = this.verdicts.get(key)
    if (known === undefined) return undefined
    this.verdicts.delete(key)
    if (known.until <= this.now()) return undefined
    this.verdicts.set(key, known)
    return known.verdict
  }

  set(key: string, verdict: TextVerdictKept, keepMs: number): void {
    if (keepMs === 0 || charactersOf(verdict) > verdictCharactersMax) return
    this.verdicts.delete(key)
    this.verdicts.set(key, { until: this.now() + keepMs, verdict })
    const [oldest] = this.verdicts.keys()
    if (this.verdicts.size > verdictsMax && oldest !== undefined) this.verdicts.delete(oldest)
  }
}

function charactersOf(verdict: TextVerdictKept): number {
  if (verdict === 'allow') return 0
  return verdict.action === 'edit' ? verdict.out.length : JSON.stringify(verdict).length
}

/** What turns the one text into the other. */
export function editBetween(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let kept = 0
  while (kept < shorter - start && before[before.length - 1 - kept] === after[after.length - 1 - kept]) kept++
  return { action: 'edit', start, end: before.length - kept, out: after.slice(start, after.length - kept) }
}

export function applyEdit(text: string, { start, end, out }: TextEdit): string {
  return text.slice(0, start) + out + text.slice(end)
}
