import { compileLinear } from '../scanning/compile-linear.ts'

/** What is wrong with a publisher's pattern, for the check when it is saved. */
export function linearPatternProblem(pattern: string): string | undefined {
  try {
    return compileLinear(pattern).test('')
      ? 'The pattern matches the empty text, so that it says nothing: write + for *, or name what must be there.'
      : undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
