export interface Difference {
  readonly path: string
  /** As JSON; undefined: it is not there. */
  readonly before: string | undefined
  readonly after: string | undefined
}

const shownLength = 400

/** What two documents have differently, leaf by leaf. Things of a list that have a name or an id are compared with their namesake. */
export function differences(before: unknown, after: unknown): readonly Difference[] {
  const one = leavesOf(before)
  const other = leavesOf(after)
  const paths = [...new Set([...one.keys(), ...other.keys()])].sort()
  return paths
    .map((path) => ({ path, before: one.get(path), after: other.get(path) }))
    .filter((row) => row.before !== row.after)
    .map(({ path, before: was, after: is }) => ({ path, before: cut(was), after: cut(is) }))
}

function leavesOf(value: unknown, path = '', leaves = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value) && value.length > 0)
    for (const [index, item] of value.entries()) leavesOf(item, `${path}[${nameOf(item) ?? index}]`, leaves)
  else if (typeof value === 'object' && value !== null && Object.keys(value).length > 0)
    for (const [key, item] of Object.entries(value)) leavesOf(item, path === '' ? key : `${path}.${key}`, leaves)
  else leaves.set(path, JSON.stringify(value) ?? 'undefined')
  return leaves
}

function nameOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined
  if ('name' in item && typeof item.name === 'string') return item.name
  return 'id' in item && typeof item.id === 'string' ? item.id : undefined
}

function cut(text: string | undefined): string | undefined {
  return text !== undefined && text.length > shownLength ? `${text.slice(0, shownLength)}…` : text
}
