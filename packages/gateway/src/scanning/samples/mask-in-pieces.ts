import { contextCharactersMax } from '../detector.ts'
import type { DetectorSet } from '../scanner.ts'

/** What a stream must do with a detector set, at its simplest: the pieces as they go out, with `[label]` in place of what was found. */
export function maskInPieces(set: DetectorSet, pieces: readonly string[]): string[] {
  const out: string[] = []
  let before = ''
  let pending = ''
  const letGo = (open: number) => {
    const text = before + pending
    const front = text.slice(0, open)
    out.push(maskWhole(set, text, before.length, open))
    before = front.slice(-contextCharactersMax)
    pending = text.slice(open)
  }
  for (const piece of pieces) {
    pending += piece
    const text = before + pending
    letGo(set.openFrom(text, before.length))
  }
  letGo(before.length + pending.length)
  return out
}

/** The text from `from` to `to` with `[label]` in place of what was found there. Throws where a place reaches over `to`. */
export function maskWhole(set: DetectorSet, text: string, from = 0, to = text.length): string {
  let masked = ''
  let at = from
  for (const { start, end, label } of set.scan(text, from)) {
    if (start >= to) break
    if (end > to) throw new Error(`a place reaches from ${start} to ${end} over ${to}`)
    masked += `${text.slice(at, start)}[${label}]`
    at = end
  }
  return masked + text.slice(at, to)
}
