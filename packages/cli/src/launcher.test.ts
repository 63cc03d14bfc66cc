import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type RunningCommand, runCommandLine, temporaryHome } from './stand-ins/run-command-line.ts'

/** bin/tollgate.mjs in an installation of its own, under a Node that says it is an old one. */

const packageFolder = dirname(import.meta.dirname)
const launcher = join(packageFolder, 'bin', 'tollgate.mjs')
const asOldNode = `data:text/javascript,${encodeURIComponent(`
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })
  Object.defineProperty(process, 'version', { value: 'v20.20.2' })
`)}`

const mainText = `
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => { process.stdout.write(signal + '\\n'); process.exit(5) })
process.stdout.write(JSON.stringify({ args: process.argv.slice(2), pid: process.pid, launcher: process.env.TOLLGATE_LAUNCHER_PID }) + '\\n')
if (process.argv[2] === 'exit') process.exit(Number(process.argv[3]))
if (process.argv[2] === 'die') process.kill(process.pid, 'SIGKILL')
setInterval(() => undefined, 1000)
`

interface Installation {
  readonly home: string
  run(args: string[], options?: { old?: boolean; environment?: Record<string, string> }): RunningCommand
}

function installation(t: TestContext, parts: { dependencies: boolean; node: boolean }): Installation {
  const home = temporaryHome(t)
  const folder = join(home, 'packages', 'cli')
  for (const path of [join(folder, 'bin'), join(folder, 'src')]) mkdirSync(path, { recursive: true })
  copyFileSync(launcher, join(folder, 'bin', 'tollgate.mjs'))
  copyFileSync(join(packageFolder, 'package.json'), join(folder, 'package.json'))
  writeFileSync(join(home, 'package-lock.json'), '{}')
  writeFileSync(join(folder, 'src', 'main.ts'), mainText)
  const manifest: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(packageFolder, 'package.json'), 'utf8'),
  )
  for (const name of parts.dependencies ? Object.keys(manifest.dependencies) : []) {
    mkdirSync(join(home, 'node_modules', name), { recursive: true })
    writeFileSync(join(home, 'node_modules', name, 'package.json'), '{}')
  }
  if (parts.node) {
    const platform = process.platform === 'win32' ? 'win' : process.platform
    const bin = join(home, 'node_modules', `node-${platform}-${process.arch}`, 'bin')
    mkdirSync(bin, { recursive: true })
    symlinkSync(process.execPath, join(bin, process.platform === 'win32' ? 'node.exe' : 'node'))
  }
  return {
    home,
    run(args, { old = true, environment = {} } = {}) {
      const program = [process.execPath, ...(old ? ['--import', asOldNode] : []), join(folder, 'bin', 'tollgate.mjs')]
      return runCommandLine(t, { program, args, home, environment })
    },
  }
}

const complete = { dependencies: true, node: true }

test('launcher: is executable', () => {
  assert.equal(statSync(launcher).mode & 0o111, 0o111)
})

test('launcher: an old Node hands over to the one that came with the installation, arguments and exit code with it', async (t) => {
  const command = installation(t, complete).run(['exit', '7', 'a b'])
  assert.equal(await command.ended(), 7)
  const said = JSON.parse(command.stdout())
  assert.deepEqual(said.args, ['exit', '7', 'a b'])
  assert.notEqual(said.pid, command.child.pid)
  assert.equal(said.launcher, String(command.child.pid))
})

test('launcher: a new enough Node runs the program itself', async (t) => {
  const command = installation(t, { dependencies: true, node: false }).run(['exit', '0'], { old: false })
  assert.equal(await command.ended(), 0)
  assert.equal(JSON.parse(command.stdout()).pid, command.child.pid)
})

test('launcher: signals are passed on, and a death by signal stays one', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    const command = installation(t, complete).run(['wait'])
    await command.printed('"wait"')
    command.child.kill(signal)
    assert.equal(await command.ended(), 5)
    assert.match(command.stdout(), new RegExp(`^${signal}$`, 'm'))
  }
  assert.equal(await installation(t, complete).run(['die']).ended(), 'SIGKILL')
})

test('launcher: what cannot run is said in one line', async (t) => {
  const noNode = installation(t, { dependencies: true, node: false }).run([])
  assert.equal(await noNode.ended(), 1)
  assert.equal(
    noNode.stderr(),
    'Tollgate needs Node 24 or newer; this is v20.20.2 and none came with the installation. Run npm ci, or install Node 24.\n',
  )
  for (const old of [true, false]) {
    const { home, run } = installation(t, { dependencies: false, node: false })
    const command = run([], { old })
    assert.equal(await command.ended(), 1)
    assert.equal(
      command.stderr(),
      `Tollgate is not installed completely (@clack/prompts is missing): run npm ci in ${home}.\n`,
    )
  }
})

test('launcher: started by npm, the death of the parent ends the program too', async (t) => {
  const { home } = installation(t, complete)
  const bin = join(home, 'packages', 'cli', 'bin', 'tollgate.mjs')
  const shell = ['/bin/sh', '-c', `"${process.execPath}" --import "$OLD_NODE" "${bin}" wait; true`]
  const command = runCommandLine(t, {
    program: shell,
    args: [],
    home,
    environment: { npm_command: 'start', OLD_NODE: asOldNode },
  })
  await command.printed('"wait"')
  command.child.kill('SIGKILL')
  await command.ended()
  assert.match(command.stdout(), /^SIGTERM$/m)
})
