import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Answer, FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { answerError } from '../fake-provider/scenarios/errors.ts'
import { codexVersions } from './agents.ts'
import { isAtLeast, runCodex } from './run-codex.ts'
import { runCodexTerminal } from './run-codex-terminal.ts'

async function withProvider<Result>(answer: Answer, use: (provider: FakeProvider) => Promise<Result>): Promise<Result> {
  await using provider = await FakeProvider.start({ answer })
  return await use(provider)
}

// Proves the harness and the reference (which requests Codex makes) before any gateway stands between.
for (const version of codexVersions) {
  describe(`runCodex with Codex ${version} straight to the fake provider`, { concurrency: 2 }, () => {
    test('answers and reports usage', async () => {
      await withProvider(agentProvider(), async (provider) => {
        const run = await runCodex({ version, baseUrl: provider.url, key: 'k'.repeat(32) })
        assert.deepEqual(
          [run.exitCode, run.messages, run.failure],
          [0, ['The fake provider says hello.'], null],
          run.stderr,
        )
        assert.deepEqual(run.usage, { inputTokens: 1234, cachedInputTokens: 1024, outputTokens: 56 })
        assert.deepEqual(
          provider.requests.map(({ method, path }) => `${method} ${path}`),
          ['POST /responses'],
        )
        assert.equal(provider.requests[0]?.header('authorization'), `Bearer ${'k'.repeat(32)}`)
        assert.equal(provider.requests[0]?.header('apikey'), 'k'.repeat(32))
      })
    })

    test('runs the tool that the model asks for', async () => {
      await withProvider(agentProvider({ command: 'echo tool-$((6 * 7))' }), async (provider) => {
        const run = await runCodex({ version, baseUrl: provider.url, key: 'k'.repeat(32) })
        assert.deepEqual([run.exitCode, run.messages], [0, ['The fake provider says hello.']], run.stderr)
        assert.equal(provider.requests.length, 2)
        assert.match(String(provider.requests[1]?.body), /_call_output.*tool-42/)
      })
    })

    test('reports a failure as its terminal shows it', async () => {
      const refusal = { type: 'invalid_request_error', code: 'context_length_exceeded', message: 'too long' }
      await withProvider(
        () => answerError(400, refusal),
        async (provider) => {
          const run = await runCodex({ version, baseUrl: provider.url, key: 'k'.repeat(32) })
          assert.equal(run.exitCode, 1)
          assert.notEqual(run.failure, null)
          assert.equal(provider.requests.length, 1)
        },
      )
    })
  })
}

for (const version of codexVersions) {
  test(`runCodexTerminal with Codex ${version}: the interactive one answers too`, async () => {
    await withProvider(agentProvider(), async (provider) => {
      const isTitled = isAtLeast(version, 160)
      const isOver = () => provider.requests.length === (isTitled ? 2 : 1)
      await runCodexTerminal({ version, baseUrl: provider.url, key: 'k'.repeat(32), prompt: "it's me", isOver })
      assert.equal(
        provider.requests.filter(({ body }) => body.includes('codex_output_schema')).length,
        isTitled ? 1 : 0,
      )
    })
  })
}
