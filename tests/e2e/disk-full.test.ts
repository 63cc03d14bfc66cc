import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { askGateway, makeKey, makeServedApi, untilAnswered } from '../harness/api-by-rest.ts'
import type { CallAnswer } from '../harness/call.ts'
import { ControlProcess, GatewayProcess } from '../harness/separate-processes.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { until } from '../harness/until.ts'
import { readUsageRecords } from '../harness/usage-log.ts'

/** The kernel takes no more than so many bytes of any file from the process: some of the last line, then nothing, as a full disk does. */
function limitFiles(pid: number, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:unlimited`])
}

test('while the disk takes nothing, callers under a limit are refused and told why, and nothing is lost', async () => {
  await using stack = new AsyncDisposableStack()
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider() }))
  const home = stack.use(await temporaryFolder()).path
  const control = stack.use(new ControlProcess({ home }))
  await control.start()
  const gateway = stack.use(await GatewayProcess.create({ home, control: control.ready }))
  await gateway.start()
  const admin = await control.client(home)
  const free = await makeServedApi(admin, provider.url, 'Free')
  const limited = await makeServedApi(admin, provider.url, 'Limited')
  await admin.done('PATCH', `/plans/${limited.planId}`, {
    limits: [{ metric: 'requests', limit: 1_000_000, per: 'month' }],
  })
  const { key: freeKey } = await makeKey(admin, free.applicationId)
  const { key: limitedKey } = await makeKey(admin, limited.applicationId)
  const answers: CallAnswer[] = []
  const noted = async (asked: Promise<CallAnswer>) => {
    const answer = await asked
    answers.push(answer)
    return answer
  }
  const askFree = () => noted(askGateway(gateway.ready.httpUrl, free.path, freeKey))
  const askLimited = () => noted(askGateway(gateway.ready.httpUrl, limited.path, limitedKey))
  await untilAnswered(askFree, ({ status }) => status === 200)
  await untilAnswered(askLimited, ({ headers }) => headers['x-ratelimit-remaining-requests'] !== undefined)

  // Sizes at which a line is cut in its middle: the usage file's first, the journal's a few calls later.
  limitFiles(gateway.pid, largestFile(join(home, 'usage')) + 300)
  const before = await readUsageRecords(home)
  for (let count = 0; count < 5; count++) assert.equal((await askFree()).status, 200)
  let refused: CallAnswer | undefined
  for (let count = 0; count < 200 && refused === undefined; count++) {
    const answer = await askLimited()
    if (answer.status !== 200) refused = answer
  }
  assert.equal(refused?.status, 503)
  assert.match(refused?.text ?? '', /store_unavailable/)
  assert.match(refused?.text ?? '', /its disk takes nothing/)
  assert.equal((await askFree()).status, 200, 'who is under no limit is served')
  assert.equal((await askLimited()).status, 503)
  // Every line is whole, all the time.
  assert.ok((await readUsageRecords(home)).length >= before.length)

  limitFiles(gateway.pid, 'unlimited')
  const again = await askLimited()
  assert.equal(again.status, 200, again.text)
  await until('the records that waited', async () => (await idsOf(home)).length >= answers.length)
  const ids = await idsOf(home)
  assert.equal(new Set(ids).size, ids.length)
  assert.deepEqual(new Set(ids), new Set(answers.map(({ headers }) => headers['x-request-id'])))
  await gateway.kill()
  await gateway.start()
  const after = await askLimited()
  const takenByPlan = answers.filter(
    ({ status, headers }) => status === 200 && headers['x-ratelimit-remaining-requests'] !== undefined,
  ).length
  assert.equal(after.headers['x-ratelimit-remaining-requests'], String(1_000_000 - takenByPlan))
  assert.equal((await idsOf(home)).length, answers.length)
})

async function idsOf(home: string): Promise<string[]> {
  return (await readUsageRecords(home)).map(({ id }) => id)
}

function largestFile(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Math.max(
    ...files
      .filter(({ name }) => name.endsWith('.ndjson'))
      .map(({ parentPath, name }) => statSync(join(parentPath, name)).size),
  )
}
