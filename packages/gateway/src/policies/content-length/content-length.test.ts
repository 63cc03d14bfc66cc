import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Refusal } from '../../pipeline/refusal.ts'
import { readPolicyReadme } from '../../testing/policy-readme.ts'
import { sayEverywhere } from '../../testing/said-by-model.ts'
import { tryPolicies } from '../../testing/try-policy.ts'
import { contentLength } from './content-length.ts'

describe("the README's example", () => {
  const { configs, bodies } = readPolicyReadme(import.meta.dirname)
  const [config = {}] = configs
  const [passes = {}, refused = {}] = bodies

  it('passes what it says, and refuses what it says with that sentence', async () => {
    assert.deepEqual(await tryPolicies([{ policy: contentLength, config }]).request(passes), passes)
    const { code, message } = (await tryPolicies([{ policy: contentLength, config }]).request(refused)) as Refusal
    assert.equal(code, 'guardrail_blocked')
    assert.ok(readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').includes(`\n> ${message}\n`), message)
  })
})

describe('contentLength counts', () => {
  const cases: ReadonlyArray<readonly [text: string, count: number]> = [
    ['abc', 3],
    ['é', 2],
    ['😀', 4],
    [' \n', 2],
    ['"\\', 2],
  ]
  for (const [text, count] of cases)
    it(`${JSON.stringify(text)}: ${count}`, async () => {
      const config = { min: 1_000, max: 1_000, flow: 'both', showAssessment: true }
      const results = Object.entries(await sayEverywhere(contentLength, config, { text }))
      assert.equal(results.length, 6)
      for (const [where, refusal] of results)
        assert.match(String(refusal?.intervention?.assessments), new RegExp(`But found ${count} `), where)
    })
})
