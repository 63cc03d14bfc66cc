import assert from 'node:assert/strict'
import { parseObject } from '../fake-provider/json-value.ts'
import { sentenceIn } from '../harness/codex-events.ts'
import { CountingRelay } from '../harness/counting-relay.ts'
import { type CodexRun, runCodex } from '../harness/run-codex.ts'
import { until } from '../harness/until.ts'
import type { DoorShape, PerVersion, Terminal } from './row.ts'
import type { Cell, World } from './world.ts'

/** Runs the real Codex for one cell of the table and checks everything that the table says of it. */
export async function checkCell(world: World, cell: Cell): Promise<void> {
  const { row, version } = cell
  await using relay = await CountingRelay.start(world.tollgate.httpUrl)
  const right = `${relay.url}${cell.path}`
  const baseUrl = row.address?.(right) ?? right
  const run = await runCodex({
    version,
    baseUrl,
    key: world.keys[row.key ?? 'CLIENT_KEY'],
    retries: 'on',
    timeoutMs: 120_000,
    ...row.codex?.(baseUrl),
  })
  const posts = forVersion(row.posts, cell)
  assert.equal(run.isTimedOut, false, `Codex did not end:\n${run.stdout}`)
  checkTerminal(run, cell)
  assert.equal(relay.posts().length, posts, 'POSTs that reached the gateway')
  assert.equal(world.providerRequests(cell).length, row.attempts ?? posts, 'requests that reached the provider')
  checkBodies(relay, world, cell)
  checkAnswers(relay, world, run)
  await checkRecords(relay, world, cell)
}

function checkTerminal(run: CodexRun, cell: Cell): void {
  const terminal: Terminal = forVersion(cell.row.terminal, cell)
  if ('answer' in terminal) {
    assert.deepEqual([run.exitCode, run.messages, run.failure], [0, [terminal.answer], null], run.stdout + run.stderr)
    return
  }
  assert.equal(run.exitCode, 1)
  if ('sentence' in terminal) assert.equal(sentenceIn(run.failure), inPlace(terminal.sentence, cell))
  else assert.match(run.failure ?? '', terminal.line)
}

function inPlace(sentence: string, { apiName, version }: Cell): string {
  return sentence.replaceAll('{api}', apiName).replaceAll('{version}', version)
}

/** No policy is attached, so what Codex sent is what the provider got, to the byte. */
function checkBodies(relay: CountingRelay, world: World, cell: Cell): void {
  const sent = new Set(relay.posts().map(({ bodySha256 }) => bodySha256))
  for (const { bodySha256 } of world.providerRequests(cell)) assert.ok(sent.has(bodySha256), 'a body was changed')
}

function checkAnswers(relay: CountingRelay, world: World, run: CodexRun): void {
  assert.doesNotMatch(relay.answers, /^content-encoding:/im, 'Codex cannot unzip')
  const heads = relay.answers.match(/HTTP\/1\.1 \d{3} /g) ?? []
  const requestIds = relay.answers.match(/\r\nx-request-id: /gi) ?? []
  assert.equal(requestIds.length, heads.length, 'every answer has one request id')
  for (const secret of world.secrets) {
    assert.ok(!relay.answers.includes(secret), 'a secret is in an answer')
    assert.ok(!(run.stdout + run.stderr).includes(secret), 'a secret is on the terminal')
  }
}

/** What was written is found by the request ids that Codex was given. */
async function checkRecords(relay: CountingRelay, world: World, cell: Cell): Promise<void> {
  const { record } = cell.row
  const ids = new Set([...relay.answers.matchAll(/\r\nx-request-id: (\S+)/gi)].map(([, id]) => id))
  const expected = Array(relay.posts().length).fill(record)
  const read = async () => {
    if ('door' in record) return doorLines(world.tollgate.logs, ids)
    const records = (await world.tollgate.usageRecords()).filter(({ id }) => ids.has(id))
    return records.map(({ outcome, status, refusal }) => ({ outcome, status, code: refusal?.code ?? null }))
  }
  await until('the records', async () => (await read()).length >= expected.length, 5_000)
  assert.deepEqual(await read(), expected)
}

function doorLines(logs: string, ids: ReadonlySet<string | undefined>): DoorShape[] {
  const lines = logs.split('\n').map(parseObject)
  return lines
    .filter(({ msg, requestId }) => msg === 'refused at the door' && ids.has(String(requestId)))
    .map(({ code }) => ({ door: String(code) }))
}

function forVersion<Value>(value: PerVersion<Value>, cell: Cell): Value {
  return typeof value === 'function' ? (value as (version: string) => Value)(cell.version) : value
}
