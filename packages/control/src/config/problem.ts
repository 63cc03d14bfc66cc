export type FieldPath = ReadonlyArray<string | number>

/** One thing that is wrong in the configuration, as a sentence that says what was found and what to do. */
export interface ConfigProblem {
  readonly path: FieldPath
  readonly message: string
  /** Line in the file, from 1; undefined until the place is looked up. */
  readonly line?: number | undefined
}

/** `apis[0].endpoints.production.url` */
export function formatPath(path: FieldPath): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(part)) text += text === '' ? part : `.${part}`
    else text += `[${JSON.stringify(part)}]`
  }
  return text
}

/** More than a person reads at once; the rest shows when these are mended. */
const shownMax = 50

/** The problems as one message: a single one on one line, several as a list. */
export function describeProblems(file: string, problems: readonly ConfigProblem[]): string {
  const sorted = [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  const lines = sorted.slice(0, shownMax).map((problem) => describe(file, problem))
  if (problems.length === 1) return lines.join('')
  if (problems.length > shownMax) lines.push(`and ${problems.length - shownMax} more`)
  return `${file} has ${problems.length} problems:\n${lines.map((line) => `  ${line}`).join('\n')}`
}

function describe(file: string, { path, line, message }: ConfigProblem): string {
  const place = line === undefined ? file : `${file}:${line}`
  return path.length === 0 ? `${place}: ${message}` : `${place}: ${formatPath(path)}: ${message}`
}
