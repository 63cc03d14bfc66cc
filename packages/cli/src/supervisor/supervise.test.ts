import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { upFileSchema } from '@tollgate/contract/process-messages'
import { httpGet } from '../gateway-probe/http-get.ts'
import { property } from '../gateway-probe/read-answer.ts'
import { type RunningCommand, runCommandLine, standInProgram, temporaryHome } from '../stand-ins/run-command-line.ts'

function startUp(t: TestContext, environment: Record<string, string | undefined> = {}, home = temporaryHome(t)) {
  return runCommandLine(t, { args: ['up'], home, environment })
}

function upFileOf(up: RunningCommand) {
  const path = join(up.home, 'data', 'run', 'up.json')
  return { path, value: upFileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) }
}

async function get(url: string): Promise<unknown> {
  const answer = await httpGet({ url, key: null, trustedFiles: [] })
  return answer.kind === 'answered' ? answer.body : answer.code
}

async function gatewayPid(http: string): Promise<unknown> {
  return property(await get(`${http}/environment`), 'pid')
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it never came to that')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('supervise: says where calls can be made, leaves run/up.json, and drains on SIGTERM with exit code 0', async (t) => {
  const up = startUp(t)
  const { https, http } = await up.ready()
  const { path, value } = upFileOf(up)
  assert.equal(value.pid, up.child.pid)
  assert.deepEqual([`https://localhost:${value.httpsPort}`, `http://127.0.0.1:${value.httpPort}`], [https, http])
  assert.equal(value.configFile, join(up.home, 'data', 'tollgate.yaml'))
  assert.equal(statSync(path).mode & 0o777, 0o600)
  up.child.kill('SIGTERM')
  assert.equal(await up.ended(), 0)
  assert.equal(statSync(path, { throwIfNoEntry: false }), undefined)
})

test('supervise: the gateway finds control, and is given no secret of a provider', async (t) => {
  const up = startUp(t, { OPENAI_API_KEY: 'sk-secret', TOLLGATE_MASTER_KEY: 'm', TOLLGATE_ANYTHING: '1' })
  const body = await get(`${(await up.ready()).http}/environment`)
  assert.match(String(property(body, 'control')), /^200 \d+$/)
  const names = property(body, 'names')
  assert.ok(Array.isArray(names))
  for (const name of ['TOLLGATE_ANYTHING', 'TOLLGATE_HOME', 'PATH']) assert.ok(names.includes(name), name)
  for (const name of ['OPENAI_API_KEY', 'TOLLGATE_MASTER_KEY']) assert.ok(!names.includes(name), name)
})

test('supervise: a second one on the same folder is refused, and the first goes on', async (t) => {
  const up = startUp(t)
  const { http } = await up.ready()
  const second = startUp(t, {}, up.home)
  assert.equal(await second.ended(), 1)
  assert.match(second.stderr(), new RegExp(`^Tollgate already runs on .*data \\(process ${up.child.pid}, since .*\\n$`))
  assert.equal(second.stdout(), '')
  assert.equal(typeof (await gatewayPid(http)), 'number')
  assert.equal(upFileOf(up).value.pid, up.child.pid)
})

test('supervise: what a dead one, or another program with its pid, left behind is taken over', async (t) => {
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  t.after(() => stranger.kill('SIGKILL'))
  for (const pid of [4_194_303, stranger.pid]) {
    const home = temporaryHome(t)
    mkdirSync(join(home, 'data', 'run'), { recursive: true })
    const left = { pid, startedAt: 1, httpsPort: 8243, httpPort: 8280, configFile: '', certificateFile: '' }
    writeFileSync(join(home, 'data', 'run', 'up.json'), JSON.stringify(left))
    const up = startUp(t, {}, home)
    await up.ready()
    assert.equal(upFileOf(up).value.pid, up.child.pid)
  }
})

test('supervise: of several that start at once over a leftover, one gets the folder', async (t) => {
  const home = temporaryHome(t)
  mkdirSync(join(home, 'data', 'run'), { recursive: true })
  writeFileSync(join(home, 'data', 'run', 'up.json'), 'half a fi')
  const starts = Array.from({ length: 4 }, () => startUp(t, {}, home))
  const ends = await Promise.all(
    starts.map((up) => Promise.race([up.ready().then(() => 'ready'), up.ended()]).catch(() => up.ended())),
  )
  assert.deepEqual(ends.toSorted(), [1, 1, 1, 'ready'])
  assert.equal(upFileOf(starts[0] as RunningCommand).value.pid, starts[ends.indexOf('ready')]?.child.pid)
})

test('supervise: a child that dies is started again where it was, without touching the other', async (t) => {
  const up = startUp(t)
  const { https, http } = await up.ready()
  const first = await gatewayPid(http)
  await get(`${http}/crash`)
  await up.printed('The gateway ended (exit code 9); starting it again in 0.25 s.')
  await up.printed('The gateway is back.')
  const second = await gatewayPid(http)
  assert.notEqual(second, first)
  assert.equal(upFileOf(up).value.httpsPort, Number(new URL(https).port))

  const controlBefore = property(await get(`${http}/environment`), 'control')
  process.kill(Number(String(controlBefore).slice(4)), 'SIGKILL')
  await up.printed('Control ended (signal SIGKILL); starting it again in 0.25 s.')
  await up.printed('Control is back.')
  const after = await get(`${http}/environment`)
  assert.equal(property(after, 'pid'), second)
  assert.match(String(property(after, 'control')), /^200 /)
  assert.notEqual(property(after, 'control'), controlBefore)
})

test('supervise: an open call may end after SIGTERM, which may come twice', async (t) => {
  const up = startUp(t)
  const { http } = await up.ready()
  const response = await fetch(`${http}/slow`, { signal: AbortSignal.timeout(20_000) })
  up.child.kill('SIGTERM')
  up.child.kill('SIGTERM')
  assert.equal(await response.text(), 'whole')
  assert.equal(await up.ended(), 0)
})

test('supervise: a second Ctrl-C does not wait; the same key press seen twice is no second one', async (t) => {
  const up = startUp(t, { TOLLGATE_STAND_IN_GATEWAY: 'never drains' })
  const pid = Number(await gatewayPid((await up.ready()).http))
  up.child.kill('SIGINT')
  up.child.kill('SIGINT')
  await new Promise((resolve) => setTimeout(resolve, 800))
  assert.equal(isAlive(pid), true)
  up.child.kill('SIGINT')
  assert.equal(await up.ended(), 130)
  await until(() => !isAlive(pid))
})

test('supervise: a child that does not drain in time is killed, and the exit code says so', async (t) => {
  // The five seconds that every child gets beyond its drain are waited out here.
  const up = startUp(t, { TOLLGATE_STAND_IN_GATEWAY: 'never drains', TOLLGATE_DRAIN_MS: '1' })
  await up.ready()
  up.child.kill('SIGHUP')
  assert.equal(await up.ended(), 1)
})

test('supervise: its own death ends the children', async (t) => {
  const up = startUp(t)
  const pid = Number(await gatewayPid((await up.ready()).http))
  up.child.kill('SIGKILL')
  await until(() => !isAlive(pid))
})

test('supervise: a child that fails at the start is told in its own sentence, and everything ends', async (t) => {
  const control = startUp(t, { TOLLGATE_STAND_IN_CONTROL: 'fail tollgate.yaml: apis[0].name is missing.' })
  assert.equal(await control.ended(), 1)
  assert.equal(control.stderr(), 'tollgate.yaml: apis[0].name is missing.\n')
  assert.equal(control.stdout(), '')

  const holder = startUp(t)
  const port = new URL((await holder.ready()).https).port
  const gateway = startUp(t, { TOLLGATE_HTTPS_PORT: port })
  assert.equal(await gateway.ended(), 1)
  assert.match(gateway.stderr(), new RegExp(`^Port ${port} is in use`, 'm'))

  const crash = startUp(t, { TOLLGATE_STAND_IN_CONTROL: 'crash' })
  assert.equal(await crash.ended(), 1)
  assert.match(crash.stderr(), /^Control ended before it was ready \(exit code 1\)\.$/m)
})

test('supervise: a signal during the start ends it cleanly', async (t) => {
  const up = startUp(t, { TOLLGATE_STAND_IN_CONTROL: 'hang' })
  await until(() => statSync(join(up.home, 'data', 'run', 'up.json'), { throwIfNoEntry: false }) !== undefined)
  up.child.kill('SIGTERM')
  assert.equal(await up.ended(), 0)
  assert.equal(up.stdout(), '')
})

test('supervise: a data folder that cannot be used is one sentence', async (t) => {
  const home = temporaryHome(t)
  writeFileSync(join(home, 'data'), 'a file')
  const up = startUp(t, {}, home)
  assert.equal(await up.ended(), 1)
  assert.match(
    up.stderr(),
    /^The data folder .*data cannot be used \(.*\): make it yours, or name another one in TOLLGATE_HOME\.\n$/,
  )
})

test('supervise: started by npm, the death of the parent is a request to end', async (t) => {
  const home = temporaryHome(t)
  // A shell that stays a parent: what npm puts between itself and us.
  const shell = ['/bin/sh', '-c', `"${process.execPath}" "${standInProgram[1]}" up; true`]
  const run = runCommandLine(t, { program: shell, args: [], home, environment: { npm_command: 'start' } })
  const { http } = await run.ready()
  const gateway = Number(await gatewayPid(http))
  const { path, value } = upFileOf(run)
  run.child.kill('SIGTERM')
  await until(() => !isAlive(value.pid) && !isAlive(gateway))
  assert.equal(statSync(path, { throwIfNoEntry: false }), undefined)
})

test('supervise: the log of the children passes as it is where nobody reads along', async (t) => {
  const up = startUp(t)
  await up.ready()
  await up.printed('{"level":30,"msg":"control listens"}\n{"level":40,"msg":"a warning of control"}\n')
})
