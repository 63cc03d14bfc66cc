import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withLineBreaks } from './line-breaks.ts'

describe('withLineBreaks', () => {
  const cases: ReadonlyArray<readonly [what: string, text: string, expected: string]> = [
    ['breaks a single line', 'Rules:\\n1. Be brief.\\n\\n', 'Rules:\n1. Be brief.\n\n'],
    ['keeps a text with line breaks as it is', 'Write \\n for a\nline break.', 'Write \\n for a\nline break.'],
    ['keeps one that was escaped', 'Write \\\\n for a line break.', 'Write \\n for a line break.'],
    ['keeps other backslashes', 'C:\\temp \\t \\u0041', 'C:\\temp \\t \\u0041'],
    ['keeps what has none', 'Be brief.', 'Be brief.'],
  ]
  for (const [what, text, expected] of cases) it(what, () => assert.equal(withLineBreaks(text), expected))
})
