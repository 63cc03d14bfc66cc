import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { policies } from '../../../packages/gateway/src/policies/index.ts'
import { coveragePage } from './coverage-page.ts'
import { otherPolicies, startProbes } from './probes.ts'

const page = fileURLToPath(new URL('../../../docs/reference/policy-coverage.md', import.meta.url))

test('every policy is on the coverage page: by a probe, or by what else it looks at', async () => {
  await using probes = await startProbes()
  for (const { name } of policies)
    assert.notEqual(
      probes.of(name) === undefined,
      otherPolicies[name] === undefined,
      `${name} needs a row in probes.ts`,
    )
})

test('the coverage page says what policies do: node tests/conformance/text-coverage/write-coverage-page.ts makes it anew', async () => {
  assert.equal(await coveragePage(), readFileSync(page, 'utf8'))
})
