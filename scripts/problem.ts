/** Something that `npm run verify` objects to. */
export interface Problem {
  /** Relative to the repository. */
  readonly path: string
  readonly line: number
  /** What is wrong and what to do instead, in a sentence or two. */
  readonly message: string
  /** The page and section that explains the rule: one of pages.ts. */
  readonly page: string
}

/** `path:line: message (page)`, which editors and terminals turn into a link. */
export function formatProblem({ path, line, message, page }: Problem): string {
  return `${path}:${line}: ${message} (${page})`
}

/** In the order of the files. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line)
}

/** What a check does when it is started by itself. Answers the exit code. */
export function printProblems(name: string, problems: readonly Problem[]): 0 | 1 {
  for (const problem of sortProblems(problems)) console.log(formatProblem(problem))
  console.log(
    problems.length === 0 ? `${name}: ok` : `${name}: ${problems.length} problem${problems.length > 1 ? 's' : ''}`,
  )
  return problems.length === 0 ? 0 : 1
}
