import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { runCommandLine, temporaryHome } from './stand-ins/run-command-line.ts'

async function run(t: TestContext, args: string[], home = temporaryHome(t)) {
  const command = runCommandLine(t, { args, home })
  const exitCode = await command.ended()
  return { exitCode, stdout: command.stdout(), stderr: command.stderr() }
}

test('runProgram: without arguments it is help, which names every command', async (t) => {
  const { exitCode, stdout } = await run(t, [])
  assert.equal(exitCode, 0)
  assert.equal(stdout, readFileSync(join(import.meta.dirname, 'stand-ins', 'fixtures', 'help.txt'), 'utf8'))
  assert.equal((await run(t, ['up', '--help'])).exitCode, 0)
  const version = await run(t, ['--version'])
  assert.equal(version.exitCode, 0)
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/)
})

test('runProgram: misuse is one sentence and exit code 2', async (t) => {
  const cases: Array<[string[], RegExp]> = [
    [['upp'], /^Unknown command "upp" \(Did you mean up\?\)\. See npx tollgate --help\.\n$/],
    [['up', '--nope'], /^Unknown option "--nope"\. See .*\n$/],
    [['keys', 'make'], /^Unknown command "make".*\n$/],
    [['keys', 'create', '--name', 'x'], /^Required option "--application <name>" not specified\. See .*\n$/],
    [
      ['keys', 'create', '--application', 'a', '--name', 'x', '--type', 'test'],
      /^Option "--type <type>" argument "test" is invalid\. Allowed choices are production, sandbox\. See .*\n$/,
    ],
    [['connect', 'codex', '--url', 'localhost:8243'], /^"localhost:8243" is no URL of an API: .*\n$/],
  ]
  for (const [args, sentence] of cases) {
    const { exitCode, stdout, stderr } = await run(t, args)
    assert.equal(exitCode, 2, args.join(' '))
    assert.match(stderr, sentence)
    assert.equal(stdout, '')
  }
})

test('keys and config: control is run with what was asked, in this terminal, and its exit code is ours', async (t) => {
  const home = temporaryHome(t)
  const config = join(home, 'data', 'tollgate.yaml')
  mkdirSync(join(home, 'data'))
  writeFileSync(config, 'apis: []\n')
  const create = ['keys', 'create', '--application', 'a b', '--name', 'n', '--user', 'u', '--type', 'sandbox', '--json']
  const created = await run(
    t,
    [...create, '--expires', '2027-01-31T00:00:00Z', '--print-only', '--config', 'my.yaml'],
    home,
  )
  assert.equal(created.exitCode, 0)
  const { command, args, home: dataFolder } = JSON.parse(created.stdout)
  assert.equal(command, 'keys-create')
  assert.equal(dataFolder, join(home, 'data'))
  const expected = [
    '--application',
    'a b',
    '--name',
    'n',
    '--user',
    'u',
    '--type',
    'sandbox',
    '--expires',
    '2027-01-31T00:00:00Z',
  ]
  assert.deepEqual(args, [...expected, '--config', join(home, 'my.yaml'), '--print-only', '--json'])

  const revoked = JSON.parse((await run(t, ['keys', 'revoke', '--name', 'n', '--application', 'a'], home)).stdout)
  assert.deepEqual(revoked.args, ['--name', 'n', '--application', 'a', '--config', config])

  const checked = await run(t, ['config', 'check'], home)
  assert.equal(checked.exitCode, 3)
  assert.deepEqual(JSON.parse(checked.stdout).args, ['--config', config])
})

test('keys and config: without --config they mean what is being served', async (t) => {
  const home = temporaryHome(t)
  mkdirSync(join(home, 'data', 'run'), { recursive: true })
  const up = runCommandLine(t, { args: ['up', '--config', 'team.yaml'], home })
  await up.ready()
  const served = JSON.parse((await run(t, ['config', 'check'], home)).stdout)
  assert.deepEqual(served.args, ['--config', join(home, 'team.yaml')])
  up.child.kill('SIGKILL')
  await up.ended()
  const leftover = JSON.parse((await run(t, ['config', 'check'], home)).stdout)
  assert.deepEqual(leftover.args, ['--config', join(home, 'data', 'tollgate.yaml')])
})

test('runProgram: what the machine refuses is one sentence', async (t) => {
  const home = temporaryHome(t)
  writeFileSync(join(home, '.codex'), 'a file where a folder belongs')
  const { exitCode, stderr } = await run(t, ['connect', 'codex', '--yes'], home)
  assert.equal(exitCode, 1)
  assert.match(stderr, /^ENOTDIR: .*\.\n$/)
})
