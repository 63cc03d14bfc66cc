import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleRepository } from '../testing/sample-repository.ts'
import { checkRulePages } from './check-rule-pages.ts'
import { loadDocumentation } from './documentation.ts'

test('checkRulePages finds the heading and the number that a message names', (t) => {
  const root = sampleRepository(t, { 'ARCHITECTURE.md': '# A\n## Invariants\n\n1. one\n2. two\n## Next\n3. three' })
  const named = ['ARCHITECTURE.md "Invariants" 2', 'ARCHITECTURE.md "Next"']
  assert.deepEqual(checkRulePages(loadDocumentation(root), named), [])
  const missing = ['ARCHITECTURE.md "Invariants" 3', 'ARCHITECTURE.md "Nothing"', 'NOTHING.md "A"']
  assert.equal(checkRulePages(loadDocumentation(root), missing).length, 3)
})
