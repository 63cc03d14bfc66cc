/**
 * What a pattern in RE2's syntax compiles to, roughly and never much less: counted repeats multiply what they repeat. Told from the text, so that
 * `(x{1000}){1000}` is refused without being unfolded first. A text that is no pattern gets some number; the parser refuses it.
 */
export function estimateInstructions(pattern: string): number {
  const open: Group[] = [{ sum: 1, last: 0 }]
  for (let part = parts.exec(pattern); part !== null; part = parts.exec(pattern)) {
    const [text, , max] = part
    const group = open.at(-1) ?? { sum: 1, last: 0 }
    if (text === '(') open.push({ sum: 1, last: 0 })
    else if (text === ')' && open.length > 1) {
      open.pop()
      const outer = open.at(-1) ?? group
      addTo(outer, group.sum + 2)
    } else if (part[1] !== undefined) {
      const times = Math.max(Number(max || part[1]), 1)
      group.sum += group.last * (times - 1)
      group.last *= times
    } else addTo(group, 1)
  }
  return open.reduce((sum, group) => sum + group.sum, 0)
}

interface Group {
  sum: number
  /** What the next repeat repeats. */
  last: number
}

const parts =
  /\\(?:[pP]\{[^}]*\}|x\{[^}]*\}|[\s\S])|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]|\{(\d{1,9})(?:,(\d{0,9}))?\}|[\s\S]/g

function addTo(group: Group, size: number): void {
  group.sum += size
  group.last = size
}
