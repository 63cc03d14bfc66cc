import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Refusal } from '../../pipeline/refusal.ts'
import { secretSamples, secretSamplesBehindWords } from '../../scanning/samples/secret-samples.ts'
import { readPolicyReadme } from '../../testing/policy-readme.ts'
import { dialects, readStream, responses, type Spoken, sayEverywhere } from '../../testing/said-by-model.ts'
import { tryPolicies } from '../../testing/try-policy.ts'
import { secrets } from './secrets.ts'

type Json = Record<string, unknown>

const [, githubToken] = secretSamples.find(([kind]) => kind === 'github-token') ?? ['', '']
const [, privateKey] = secretSamples[0] ?? ['', '']
const texts = [
  ...secretSamples.map(([kind, value]) => ({ kind, value, text: `use ${value} for it` })),
  ...secretSamplesBehindWords.map(([kind, front, value, behind]) => ({
    kind,
    value,
    text: `use ${front}${value}${behind}`,
  })),
]

function open(config: Json, spoken: Spoken = responses) {
  return tryPolicies([{ policy: secrets, config }], { protocol: spoken.protocol })
}

describe("the README's examples", () => {
  const { configs, bodies } = readPolicyReadme(import.meta.dirname)
  const [blocking = {}, masking = {}] = configs
  const [passes = {}, given = {}, masked = {}] = bodies
  // The README cannot hold a token: scanners of repositories would take it for a leak.
  const request = JSON.parse(JSON.stringify(given).replace('THE_TOKEN', githubToken)) as Json

  test('a request without a secret passes, one with a secret is refused', async () => {
    assert.deepEqual(await open(blocking).request(passes), passes)
    const refusal = (await open(blocking).request(request)) as Refusal
    assert.equal(refusal.code, 'guardrail_blocked')
    assert.match(
      refusal.message,
      /^The rule No secrets of this API refused the prompt: There is a secret in it \(github-token\)\./,
    )
  })

  test('a masked request goes out as the README says, and the answer to it has the secret again', async () => {
    const trial = open(masking)
    const sent = JSON.stringify(await trial.request(request))
    const [placeholder = ''] = sent.match(/GithubToken_[0-9a-f]{12}/) ?? []
    assert.deepEqual(JSON.parse(sent.replace(placeholder, 'GithubToken_3f9c0a17be42')), masked)
    assert.deepEqual(
      await trial.answer(responses.answer(`export T=${placeholder}`)),
      responses.answer(`export T=${githubToken}`),
    )
  })
})

describe('secrets that block', () => {
  test('refuse a request with any of them, wherever it stands, and say only what kind it is', async () => {
    const trialOf = () => open({ showAssessment: true })
    for (const { kind, value, text } of texts) {
      const refusal = (await trialOf().request({ input: text })) as Refusal
      assert.equal(refusal.kind, 'refusal', text)
      assert.deepEqual(refusal.intervention?.assessments, [kind], text)
      assert.equal(refusal.intervention?.type, 'SECRETS_GUARDRAIL')
      assert.ok(!JSON.stringify(refusal).includes(JSON.stringify(value).slice(1, -1)))
    }
    for (const place of [
      { instructions: githubToken },
      { metadata: { note: githubToken } },
      { tools: [{ type: 'function', name: 'x', description: githubToken, parameters: {} }] },
      { input: [{ type: 'function_call', call_id: 'c', name: 'x', arguments: JSON.stringify({ a: [githubToken] }) }] },
      { input: [{ type: 'function_call_output', call_id: 'c', output: githubToken }] },
    ]) {
      const trial = trialOf()
      assert.equal(((await trial.request(place)) as Json).kind, 'refusal', JSON.stringify(place))
      assert.deepEqual(trial.call.x.verdicts.at(-1)?.found, { 'github-token': 1 })
    }
  })

  test('pass what only looks like one, in every dialect, plain and streamed', async () => {
    const text =
      'token: "next-page-token", sk-loading-indicator, -----BEGIN CERTIFICATE-----, postgres://postgres:postgres@localhost/x'
    for (const [where, refusal] of Object.entries(await sayEverywhere(secrets, { flow: 'both' }, { text })))
      assert.equal(refusal, undefined, where)
  })

  test('refuse it everywhere, in every dialect, plain and streamed', async () => {
    const results = await sayEverywhere(secrets, { flow: 'both' }, { text: `it is ${githubToken}.` })
    for (const [where, refusal] of Object.entries(results)) assert.equal(refusal?.code, 'guardrail_blocked', where)
  })

  test('let nothing of a secret out of a stream, wherever it is cut in one or two places', async () => {
    for (const value of [githubToken, privateKey.slice(0, 120)])
      for (const spoken of dialects)
        for (let first = 0; first <= value.length; first += 3)
          for (let second = first; second <= value.length; second += 7) {
            const pieces = [`it is ${value.slice(0, first)}`, value.slice(first, second), `${value.slice(second)} ok`]
            const kinds = ['github-token', 'private-key']
            const { text, refusal } = await readStream(open({ flow: 'response', kinds }, spoken), spoken, pieces)
            assert.equal(refusal?.code, 'guardrail_blocked')
            assert.ok('it is '.startsWith(text), text)
          }
  })

  test('look for what they are told to', async () => {
    const config = { kinds: ['jwt'], custom: [{ name: 'house key', pattern: 'HK-[0-9]{6}' }] }
    assert.equal(((await open(config).request({ input: 'HK-123456' })) as Json).kind, 'refusal')
    assert.deepEqual(await open(config).request({ input: githubToken }), { input: githubToken })
  })
})

describe('secrets that mask', () => {
  test('keep every one of them from the provider, and give it back in the answer', async () => {
    for (const { text, value } of texts) {
      const trial = open({ action: 'mask' })
      const sent = (await trial.request({ input: text })) as { input: string }
      assert.ok(!sent.input.includes(value), text)
      assert.match(sent.input, /[A-Z][A-Za-z]+_[0-9a-f]{12}/)
      assert.deepEqual(await trial.answer(responses.answer(sent.input)), responses.answer(text))
    }
  })

  test('redact for good', async () => {
    const trial = open({ action: 'redact', flow: 'both' })
    assert.deepEqual(await trial.request({ input: `use ${githubToken}` }), { input: 'use *****' })
    const { text } = await readStream(trial, responses, ['it is ', githubToken.slice(0, 9), githubToken.slice(9), '.'])
    assert.equal(text, 'it is *****.')
  })
})

test('secretsConfig refuses what cannot run, with the reason', () => {
  for (const [config, reason] of [
    [{ kinds: ['nothing'] }, /no detector named nothing|Invalid/],
    [{ kinds: [] }, /nothing to look for/],
    [{ custom: [{ name: 'x', pattern: '(?!a)b' }] }, /look-ahead/],
    [{ action: 'ignore' }, /./],
    [{ jsonPath: 'x' }, /./],
  ] as const) {
    const result = secrets.config.safeParse(config)
    assert.equal(result.success, false, JSON.stringify(config))
    assert.match(String(result.error?.message), reason)
  }
})
