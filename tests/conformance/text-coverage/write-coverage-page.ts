import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { coveragePage } from './coverage-page.ts'

/** Writes docs/reference/policy-coverage.md anew: after a policy, a dialect or what one looks at has changed. */
writeFileSync(
  fileURLToPath(new URL('../../../docs/reference/policy-coverage.md', import.meta.url)),
  await coveragePage(),
)
