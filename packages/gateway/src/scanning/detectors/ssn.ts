import { patternDetector } from '../pattern-detector.ts'

/** Social security numbers of the United States: in their three groups, or in one piece where a word leads to them. They have no check digit. */
export const ssn = () =>
  patternDetector([
    { pattern: /(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?!\w|[.-]\d)/, literals: ['-'] },
    { pattern: /(?<![\w.-])(?<!\d )(?!000|666|9)\d{3} (?!00)\d{2} (?!0000)\d{4}(?!\w|[ .-]\d)/, literals: [' '] },
    {
      pattern:
        /(?:ssn|social[ _-]?security)(?:[ _-]?(?:number|num|no))?\.?\\?["']?\s{0,2}[:=#]?\s{0,2}\\?["']?(?<value>(?!000|666|9)\d{9})(?!\w)/i,
    },
  ])
