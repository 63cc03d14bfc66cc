export interface Span {
  readonly text: string
  readonly line: number
}

export interface CodeBlock {
  /** The word after the fence, in lower case; '' without one. */
  readonly language: string
  readonly lines: readonly Span[]
}

/** A page of documentation, taken apart as far as the checks need it. */
export interface Page {
  /** From the root, with slashes. */
  readonly path: string
  readonly headings: readonly Span[]
  /** What links to this page may name after `#`. */
  readonly anchors: ReadonlySet<string>
  /** Targets of links and pictures, as written. */
  readonly links: readonly Span[]
  /** What stands between backticks in the text. */
  readonly codeSpans: readonly Span[]
  readonly codeBlocks: readonly CodeBlock[]
  readonly text: string
}

const inlineLink = /!?\[(?:[^\]\\]|\\.)*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g
const referenceLink = /^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/
const htmlLink = /<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]+)"/g
const htmlAnchor = /<[a-z]+\b[^>]*?\b(?:id|name)="([^"]+)"/g

export function parsePage(path: string, text: string): Page {
  const { prose, codeBlocks } = separate(text)
  const headings = prose.flatMap(({ text: line, line: at }) => {
    const heading = /^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/.exec(line)?.[1]
    return heading === undefined ? [] : [{ text: heading, line: at }]
  })
  const named = prose.flatMap((line) => [...line.text.matchAll(htmlAnchor)].map((match) => match[1] ?? ''))
  return {
    path,
    text,
    headings,
    anchors: new Set([...slugs(headings), ...named]),
    links: prose.flatMap(linksOf),
    codeSpans: prose.flatMap(codeSpansOf),
    codeBlocks,
  }
}

/** Lines of text, and blocks of code between fences of backticks or tildes. */
function separate(text: string): { prose: Span[]; codeBlocks: CodeBlock[] } {
  const prose: Span[] = []
  const codeBlocks: CodeBlock[] = []
  let open: { fence: string; language: string; lines: Span[] } | null = null
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^\s*(?:>\s*)?(`{3,}|~{3,})\s*(\S*)/.exec(line)
    if (open === null && fence) {
      open = { fence: fence[1] ?? '', language: (fence[2] ?? '').toLowerCase(), lines: [] }
    } else if (open !== null && fence?.[1]?.startsWith(open.fence) && fence[2] === '') {
      codeBlocks.push(open)
      open = null
    } else {
      const lines = open?.lines ?? prose
      lines.push({ text: line, line: index + 1 })
    }
  }
  if (open !== null) codeBlocks.push(open)
  return { prose, codeBlocks }
}

function linksOf({ text, line }: Span): Span[] {
  const bare = text.replace(/(`+)(.+?)\1/g, (code) => code.replace(/[()[\]<>]/g, '·'))
  const reference = referenceLink.exec(bare)?.[1]
  const inline = [...bare.matchAll(inlineLink), ...bare.matchAll(htmlLink)].map((match) => match[1] ?? '')
  return [...inline, ...(reference === undefined ? [] : [reference])].map((target) => ({ text: target, line }))
}

function codeSpansOf({ text, line }: Span): Span[] {
  return [...text.matchAll(/(`+)(.+?)\1/g)].map((match) => ({ text: (match[2] ?? '').trim(), line }))
}

/** The anchors that GitHub gives to headings: letters, digits, `-` and `_`, numbered when they repeat. */
function slugs(headings: readonly Span[]): string[] {
  const seen = new Map<string, number>()
  return headings.map(({ text }) => {
    const plain = text.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/<[^>]+>/g, '')
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-')
    const times = seen.get(slug) ?? 0
    seen.set(slug, times + 1)
    return times === 0 ? slug : `${slug}-${times}`
  })
}
