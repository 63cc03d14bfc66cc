import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { codexVersions } from '../harness/agents.ts'
import { runCodex } from '../harness/run-codex.ts'
import { runProcess } from '../harness/run-process.ts'
import { type RunningTollgate, startTollgate, upArguments, upEnvironment } from '../harness/start-tollgate.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

test('a newcomer starts Tollgate with nothing, pastes what it says, and the real Codex answers', async (t) => {
  await using tollgate = await startTollgate({})
  const screen = tollgate.logs
  const exported = (name: string) =>
    new RegExp(`^ *export ${name}="(.*)"$`, 'm').exec(screen)?.[1] ?? assert.fail(`no ${name} in:\n${screen}`)
  const key = exported('OPENAI_AUTH_TOKEN')
  const certificate = { file: exported('CODEX_CA_CERTIFICATE'), by: 'CODEX_CA_CERTIFICATE' } as const
  const config = `${configOn(screen)}\n`
  const baseUrl = /^base_url = "(.*)"$/m.exec(config)?.[1] ?? assert.fail(config)
  assert.match(baseUrl, /^https:\/\/localhost:\d+\/openaiapi\/2\.3\.0$/)

  for (const version of codexVersions)
    await t.test(`Codex ${version} with the lines from the screen`, async () => {
      const run = await runCodex({ version, baseUrl, key, certificate, config })
      assert.equal(run.exitCode, 0, run.stdout + run.stderr)
      assert.equal(run.messages.length, 1)
      assert.match(run.messages[0] ?? '', /demo/i, 'the demo says that it is one')
      assert.ok((run.usage?.outputTokens ?? 0) > 0)
    })

  await t.test('the key is on the screen and nowhere else', async () => {
    const second = await startAgain(tollgate)
    assert.notEqual(second.exitCode, 0, 'a second start on the folder is refused')
    assert.match(second.stderr + second.stdout, /already runs/)
    assert.equal(screen.split(key).length - 1, screen.match(new RegExp(key, 'g'))?.length)
    assert.ok(!(await tollgate.usageText()).includes(key))
    assert.equal(await tollgate.stop(), 0)
  })
})

test('what keeps it from starting is one clear sentence and an exit code', async (t) => {
  await t.test('a port that is taken', async () => {
    await using folder = await temporaryFolder()
    await using taken = createServer()
    taken.listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const result = await up(folder.path, { TOLLGATE_HTTPS_PORT: String(port) })
    assert.equal(result.exitCode, 1)
    assert.match(result.stderr, new RegExp(`Port ${port} .* is taken`))
    assert.doesNotMatch(result.stdout + result.stderr, /^ready|\n\s+at .*:\d+:\d+/m)
  })

  await t.test('a configuration with a mistake', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'tollgate.yaml')
    await writeFile(file, 'apis:\n  - { name: A, context: openaiapi, version: 1, provider: openai }\n')
    const result = await up(folder.path, {}, file)
    assert.equal(result.exitCode, 1)
    assert.match(result.stderr, /tollgate\.yaml/)
    assert.match(result.stderr, /apis\[0\]\.context/)
    assert.doesNotMatch(result.stdout + result.stderr, /^ready|\n\s+at .*:\d+:\d+/m)
  })

  await t.test('a data folder that is a file', async () => {
    await using folder = await temporaryFolder()
    const home = join(folder.path, 'file')
    await writeFile(home, '')
    const result = await up(folder.path, { TOLLGATE_HOME: home })
    assert.equal(result.exitCode, 1)
    assert.match(result.stderr, new RegExp(`${home}.*cannot be used`))
  })
})

/** The TOML lines of the ready screen, without their indentation. */
function configOn(screen: string): string {
  const lines = screen.split('\n').map((line) => line.trim())
  const start = lines.findIndex((line) => line.startsWith('model = '))
  const end = lines.findIndex((line) => line.startsWith('env_http_headers = '))
  return lines.slice(start, end + 1).join('\n')
}

function startAgain({ home }: RunningTollgate) {
  return up(home, {})
}

function up(home: string, environment: Readonly<Record<string, string>>, configFile: string | null = null) {
  return runProcess({
    command: process.execPath,
    args: upArguments(configFile),
    environment: upEnvironment(home, environment),
    folder: home,
    timeoutMs: 20_000,
  })
}
