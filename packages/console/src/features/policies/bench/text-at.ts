/** The text that a path such as `$.input[0].content[0].text` names; undefined: there is none. */
export function textAt(body: unknown, path: string): string | undefined {
  let value = body
  for (const [, name, place, quoted] of path.matchAll(/\.(\w+)|\[(\d+)\]|\['([^']*)'\]/g)) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<string, unknown>>)[name ?? place ?? quoted ?? '']
  }
  return typeof value === 'string' ? value : undefined
}
