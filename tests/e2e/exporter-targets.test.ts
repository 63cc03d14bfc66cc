import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Kept, keptTargets } from '@tollgate/control/analytics/exporters/testing/kept-targets'
import { asObjects } from '../fake-provider/json-value.ts'
import { runProcess } from '../harness/run-process.ts'
import { ControlProcess } from '../harness/separate-processes.ts'
import { tollgateProgram } from '../harness/start-tollgate.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { until } from '../harness/until.ts'

const calls = 1_500
/** An archive waits a minute for a larger object, and a lease of a process that was killed has to end. */
const patientMs = 180_000

test('every kind of target has every call, though sockets are cut in mid-batch and Tollgate is killed', async () => {
  await using stack = new AsyncDisposableStack()
  const home = stack.use(await temporaryFolder()).path
  const logs = join(home, 'logs')
  const control = stack.use(new ControlProcess({ home }))
  await control.start()
  await seed(home)
  const admin = await control.client(home)
  const kept = new Map<string, Kept>()
  for (const [name, open] of Object.entries(keptTargets)) {
    const one = await open()
    stack.defer(() => one.target.close())
    one.target.faults.push('cut', 'lost', 'cut', 'half', 'slow')
    kept.set(name, one)
    await admin.made('POST', '/exporters', { name, ...one.body, startsAt: 'beginning' })
  }
  const elkLog = { name: 'elk-log', settings: { type: 'elk-log', folder: logs }, startsAt: 'beginning' }
  await admin.made('POST', '/exporters', elkLog)

  const hasSome = ({ target }: Kept) => target.calls.length > 0
  await until('each target has been called', () => [...kept.values()].every(hasSome), patientMs)
  await control.kill()
  for (const { target } of kept.values()) target.faults.push('lost', 'cut')
  await control.start()

  const isThrough = async () => {
    const { items } = await (await control.client(home)).done('GET', '/exporters')
    const all = asObjects(items)
    return all.length === kept.size + 1 && all.every(({ lagRecords }) => lagRecords === 0)
  }
  await until('nothing is left to be sent', isThrough, patientMs)
  const wanted = logged(await readFile(join(logs, 'apim_metrics.log'), 'utf8'))
  assert.equal(new Set(wanted).size, calls)
  assert.equal(wanted.length, calls, 'each call is one line of the log')
  for (const [name, { ids }] of kept) assert.deepEqual(ids().toSorted(), wanted, name)
})

async function seed(home: string): Promise<void> {
  const { exitCode, stderr } = await runProcess({
    command: process.execPath,
    args: [tollgateProgram, 'seed-demo', '--requests', String(calls)],
    environment: { PATH: process.env.PATH ?? '', HOME: home, TOLLGATE_HOME: home },
    folder: home,
    timeoutMs: 120_000,
  })
  assert.equal(exitCode, 0, stderr)
}

/** Ids of calls, sorted. */
function logged(log: string): string[] {
  return log
    .trim()
    .split('\n')
    .map((line) => {
      const event: { correlationId: string } = JSON.parse(line.slice(line.indexOf(', properties :') + 14))
      return event.correlationId
    })
    .toSorted()
}
