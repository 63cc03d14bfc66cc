import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml'
import type { ConfigProblem, FieldPath } from './problem.ts'

export interface ParsedYaml {
  readonly document: Document.Parsed
  readonly value: unknown
  /** The line of a field, or of the nearest thing around it that stands in the file. */
  lineOf(path: FieldPath): number
  /** The text of a plain value as it was written: `2.30`, not 2.3. */
  sourceOf(path: FieldPath): string | undefined
}

/** Reads YAML and keeps where things stand. Messages never quote the file, which may hold a secret by mistake. */
export function parseYaml(text: string): ParsedYaml | { readonly problems: readonly ConfigProblem[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  // A warning (an unknown tag, a mapping used as a key) means that a value is not what its author thinks.
  const faults = [...document.errors, ...document.warnings]
  if (faults.length > 0) {
    return {
      problems: faults.map((fault) => ({
        path: [],
        line: lines.linePos(fault.pos[0]).line,
        message: `is not YAML that can be read: ${explain(fault.code, fault.message)}`,
      })),
    }
  }
  const value = toPlain(document)
  if ('problem' in value) return { problems: [{ path: [], message: value.problem }] }
  return {
    document,
    value: value.plain,
    lineOf: (path) => lines.linePos(offsetOf(document, path)).line,
    sourceOf: (path) => {
      const node = locate(document, path).node
      return isScalar(node) ? node.source : undefined
    },
  }
}

function toPlain(document: Document.Parsed): { plain: unknown } | { problem: string } {
  try {
    return { plain: document.toJS() }
  } catch {
    return { problem: 'is not YAML that can be read: its aliases (*name) repeat too much' }
  }
}

function explain(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'it holds several documents (---), and one is allowed'
  if (code === 'TAB_AS_INDENT') return 'tabs may not indent; use spaces'
  if (code === 'TAG_RESOLVE_FAILED') return 'a tag (!name) stands there, and none is known here; take it off'
  if (code === 'BAD_ALIAS') return 'an alias (*name) stands there without an anchor (&name) before it'
  // The parser ends some messages with the text it stumbled over.
  return message.replace(/:\s+(["']|`)[\s\S]*$/, '')
}

function offsetOf(document: Document.Parsed, path: FieldPath): number {
  return locate(document, path).offset
}

/** Walks as far along the path as the file goes; `offset` is that of the last key or item that was found. */
function locate(document: Document.Parsed, path: FieldPath): { node: Node | null; offset: number } {
  let node: Node | null = document.contents
  let offset = node?.range?.[0] ?? 0
  for (const part of path) {
    const container: unknown = isAlias(node) ? node.resolve(document) : node
    const next = child(container, part)
    if (next === undefined) return { node: null, offset }
    node = next.node
    offset = next.offset ?? offset
  }
  return { node, offset }
}

function child(
  container: unknown,
  part: string | number,
): { node: Node | null; offset: number | undefined } | undefined {
  if (isMap<Node, Node | null>(container)) {
    const pair: Pair<Node, Node | null> | undefined = container.items.find(
      ({ key }) => isScalar(key) && String(key.value) === String(part),
    )
    return pair && { node: pair.value, offset: pair.key.range?.[0] }
  }
  if (isSeq<Node>(container) && typeof part === 'number') {
    const node = container.items[part]
    return node && { node, offset: node.range?.[0] }
  }
  return undefined
}
