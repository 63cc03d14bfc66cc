import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { runCommandLine, temporaryHome } from '../stand-ins/run-command-line.ts'

interface Machine {
  readonly home: string
  readonly config: string
  run(
    args: string[],
    environment?: Record<string, string>,
  ): Promise<{ exitCode: unknown; stdout: string; stderr: string }>
  /** Names in the Codex folder, without the configuration itself. */
  others(): string[]
}

function machine(t: TestContext, text?: string): Machine {
  const home = temporaryHome(t)
  const folder = join(home, '.codex')
  const config = join(folder, 'config.toml')
  if (text !== undefined) {
    mkdirSync(folder)
    writeFileSync(config, text, { mode: 0o640 })
  }
  return {
    home,
    config,
    async run(args, environment = {}) {
      const command = runCommandLine(t, { args: ['connect', 'codex', ...args], home, environment })
      const exitCode = await command.ended()
      return { exitCode, stdout: command.stdout(), stderr: command.stderr() }
    },
    others: () => readdirSync(folder).filter((name) => name !== 'config.toml'),
  }
}

const mine = '# mine\nmodel = "o3" # strong\n\n[tui]\ntheme = "dark"\n'

const connected = `# mine
model = "gpt-5.4" # strong
model_provider = "openaicustom"

[tui]
theme = "dark"

[model_providers.openaicustom]
name = "Tollgate"
base_url = "https://localhost:8243/openaiapi/2.3.0"
env_key = "OPENAI_AUTH_TOKEN"
wire_api = "responses"
env_http_headers = { "ApiKey" = "OPENAI_AUTH_TOKEN" }
`

test('connect codex: writes the change, keeps a backup with the same mode, and says what to set', async (t) => {
  const here = machine(t, mine)
  chmodSync(here.config, 0o640)
  const { exitCode, stdout, stderr } = await here.run(['--yes'])
  assert.equal(exitCode, 0, stderr)
  assert.equal(readFileSync(here.config, 'utf8'), connected)
  assert.equal(statSync(here.config).mode & 0o777, 0o640)
  const [backup = ''] = here.others()
  assert.match(backup, /^config\.toml\.before-tollgate-\d{8}T\d{9}Z$/)
  assert.equal(readFileSync(join(here.home, '.codex', backup), 'utf8'), mine)
  assert.equal(statSync(join(here.home, '.codex', backup)).mode & 0o777, 0o640)
  assert.match(stdout, /^-model = "o3" # strong\n\+model = "gpt-5\.4" # strong$/m)
  assert.match(stdout, /^ {2}export OPENAI_AUTH_TOKEN="<your key>"$/m)
  assert.equal(stdout.includes('\u001b'), false)
})

test('connect codex: a second time changes nothing and says so', async (t) => {
  const here = machine(t, mine)
  await here.run(['--yes'])
  const before = here.others()
  const { exitCode, stdout } = await here.run([])
  assert.equal(exitCode, 0)
  assert.match(stdout, /points to https:\/\/localhost:8243\/openaiapi\/2\.3\.0 already: nothing to change/)
  assert.deepEqual(here.others(), before)
})

test('connect codex: --dry-run and a missing agreement change nothing', async (t) => {
  const here = machine(t, mine)
  const dry = await here.run(['--dry-run', '--yes'])
  assert.equal(dry.exitCode, 0)
  assert.match(dry.stdout, /^\+model_provider = "openaicustom"$/m)
  assert.match(dry.stdout, /Nothing was changed \(--dry-run\)/)
  const unasked = await here.run([])
  assert.equal(unasked.exitCode, 2)
  assert.match(unasked.stderr, /add --yes/)
  assert.equal(readFileSync(here.config, 'utf8'), mine)
  assert.deepEqual(here.others(), [])
})

test('connect codex: --undo goes back step by step, and keeps what it replaces', async (t) => {
  const here = machine(t, mine)
  await here.run(['--yes'])
  await here.run(['--yes', '--url', 'https://other.example.com/a/1', '--model', 'gpt-6'])
  assert.match(readFileSync(here.config, 'utf8'), /base_url = "https:\/\/other\.example\.com\/a\/1"/)
  assert.equal((await here.run(['--undo'])).exitCode, 2)
  assert.equal((await here.run(['--undo', '--yes'])).exitCode, 0)
  assert.equal(readFileSync(here.config, 'utf8'), connected)
  assert.equal((await here.run(['--undo', '--yes'])).exitCode, 0)
  assert.equal(readFileSync(here.config, 'utf8'), mine)
  assert.equal(statSync(here.config).mode & 0o777, 0o640)
  const kept = here.others()
  assert.equal(kept.length, 2)
  for (const name of kept) assert.match(name, /^config\.toml\.undone-/)
  const nothing = await here.run(['--undo', '--yes'])
  assert.equal(nothing.exitCode, 1)
  assert.match(nothing.stderr, /nothing to undo/)
})

test('connect codex: where there was no file, --undo removes it', async (t) => {
  const here = machine(t)
  assert.equal((await here.run(['--yes'])).exitCode, 0)
  assert.equal(statSync(here.config).mode & 0o777, 0o600)
  assert.equal(statSync(join(here.home, '.codex')).mode & 0o777, 0o700)
  const undone = await here.run(['--undo', '--yes'])
  assert.match(undone.stdout, /is removed, as there was none before/)
  assert.equal(statSync(here.config, { throwIfNoEntry: false }), undefined)
  assert.equal(here.others().length, 1)
})

test('connect codex: a link into other folders stays a link', async (t) => {
  const here = machine(t)
  mkdirSync(join(here.home, 'dotfiles'))
  mkdirSync(join(here.home, '.codex'))
  const target = join(here.home, 'dotfiles', 'codex.toml')
  writeFileSync(target, mine)
  symlinkSync(target, here.config)
  await here.run(['--yes'])
  assert.equal(readFileSync(target, 'utf8'), connected)
  assert.deepEqual(readdirSync(join(here.home, 'dotfiles')), ['codex.toml'])
  await here.run(['--undo', '--yes'])
  assert.equal(readFileSync(target, 'utf8'), mine)
})

test('connect codex: a file that cannot be changed safely stays, with the reason and the lines for doing it by hand', async (t) => {
  const broken = machine(t, 'model = "x"\n[tui\n')
  const refused = await broken.run(['--yes'])
  assert.equal(refused.exitCode, 1)
  assert.match(refused.stderr, /was not changed: line 2, column \d+ is not valid TOML/)
  assert.match(refused.stderr, /^ {2}model_provider = "openaicustom"$/m)
  assert.equal(readFileSync(broken.config, 'utf8'), 'model = "x"\n[tui\n')

  const latin = machine(t)
  mkdirSync(join(latin.home, '.codex'))
  writeFileSync(latin.config, Buffer.from('# caf\xe9\n', 'latin1'))
  assert.match((await latin.run(['--yes'])).stderr, /is not UTF-8 text/)
})

test('connect codex: the key is tested, never written, and printed only if it was on the screen already', async (t) => {
  const here = machine(t)
  const up = runCommandLine(t, { args: ['up'], home: here.home })
  const { https } = await up.ready()
  const good = await here.run(['--yes', '--key', 'good'])
  assert.match(good.stdout, /^✓ The gateway answered in \d+ ms: 1 model$/m)
  assert.match(good.stdout, /^ {2}export OPENAI_AUTH_TOKEN="good"$/m)
  assert.match(good.stdout, /not SSL_CERT_FILE: .*\n {2}export CODEX_CA_CERTIFICATE=".*certificate\.pem"$/m)
  assert.match(readFileSync(here.config, 'utf8'), new RegExp(`base_url = "${https}/openaiapi/2\\.3\\.0"`))
  assert.doesNotMatch(readFileSync(here.config, 'utf8'), /good/)

  const fromEnvironment = await here.run(['--yes'], { OPENAI_AUTH_TOKEN: 'wrong-secret' })
  assert.match(fromEnvironment.stdout, /^✗ The gateway answered 401: This key is not known here\.$/m)
  assert.doesNotMatch(fromEnvironment.stdout + fromEnvironment.stderr, /wrong-secret/)
  assert.match(fromEnvironment.stdout, /# OPENAI_AUTH_TOKEN is set in this terminal already/)

  const mistyped = await here.run(['--yes', '--key', 'tg_nearly'])
  assert.equal(mistyped.exitCode, 2)
  assert.match(mistyped.stderr, /mistyped/)
})

test('connect codex: a gateway that does not answer is said, and the file is written all the same', async (t) => {
  const here = machine(t)
  const { exitCode, stdout } = await here.run(['--yes', '--key', 'k', '--url', 'https://localhost:1/openaiapi/2.3.0'])
  assert.equal(exitCode, 0)
  assert.match(stdout, /^✗ The gateway could not be called: nothing listens there\./m)
})

test('connect codex: lines for the shell that is named, and for a folder that Codex would not find', async (t) => {
  const here = machine(t)
  const { stdout } = await here.run(['--yes', '--shell', 'powershell', '--codex-home', 'elsewhere'])
  assert.match(stdout, /^ {2}\$env:OPENAI_AUTH_TOKEN = "<your key>"$/m)
  assert.match(stdout, new RegExp(`^ {2}\\$env:CODEX_HOME = "${join(here.home, 'elsewhere')}"$`, 'm'))
  assert.ok(readFileSync(join(here.home, 'elsewhere', 'config.toml'), 'utf8').includes('openaicustom'))
})

test('connect codex: a profile that leads elsewhere is pointed out', async (t) => {
  const here = machine(t, 'profile = "work"\n\n[profiles.work]\nmodel_provider = "azure"\n')
  assert.match((await here.run(['--yes'])).stdout, /^! The profile "work" is on and uses the provider "azure"/m)
})
