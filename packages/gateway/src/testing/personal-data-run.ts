import assert from 'node:assert/strict'
import { Agent, request as httpRequest } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { personalSamples } from '../scanning/samples/personal-samples.ts'
import { askMany, cutAt, cutsOf, type ManySpoken, readAll, type SaidInPieces, segmentsOf } from './many-texts.ts'
import { beginStream, endStream, writeChunk } from './scripted-upstream.ts'
import { chatPath, clientKey, type TestGateway } from './test-gateway.ts'

/** Personal data through a real gateway, cut in every way; the oracle is what came out of the sockets. */

export type Cutting = (text: string, bytesOf: (pieces: readonly string[]) => Buffer) => Iterable<SaidInPieces>

/** Around a value: letters of two bytes, an emoji of four. */
export const front = 'Sö 😀: '
export const behind = ', ök'

/** What a client reads of a message whose value was redacted, and masked. */
export const stars = /^Sö 😀: \*{5}, ök$/
export const placeholder = /^Sö 😀: [A-Z][A-Za-z]+_[0-9a-f]{12}, ök$/

/** By delta: each way to cut the value, and what stands beside it, into one, two or three events. */
export function* byDelta(text: string): Generator<SaidInPieces> {
  for (const cuts of cutsOf(text.length, front.length - 1)) yield { pieces: cutAt(text, cuts) }
}

/** One cut in the text, at each place. */
export function* byDeltaOnce(text: string): Generator<SaidInPieces> {
  for (let at = 0; at <= text.length; at++) yield { pieces: cutAt(text, [at, at]) }
}

/** By TCP segment: one cut at each byte of all events of the message, characters of several bytes and ends of events among them. */
export const byByteEverywhere: Cutting = function* (text, bytesOf) {
  const pieces = [text]
  for (let at = 0; at <= bytesOf(pieces).length; at++) yield { pieces, byteCuts: [at] }
}

/** By TCP segment: one cut at each byte of the text, in its first event. */
export const byByteOnce: Cutting = function* (text, bytesOf) {
  const pieces = [text]
  const said = JSON.stringify(text)
  const from = bytesOf(pieces).indexOf(said)
  for (let at = 0; at <= Buffer.byteLength(said); at++) yield { pieces, byteCuts: [from + at] }
}

/** By TCP segment: two cuts in the bytes of the text, in its first event. */
export const byByteTwice: Cutting = function* (text, bytesOf) {
  const pieces = [text]
  const from = bytesOf(pieces).indexOf(JSON.stringify(text).slice(1, -1))
  for (const cuts of cutsOf(Buffer.byteLength(JSON.stringify(text)) - 2)) {
    if (cuts[0] < cuts[1]) yield { pieces, byteCuts: cuts.map((at) => from + at) }
  }
}

/** By event: the text in two deltas, and every one or two ends of events as ends of segments. */
export const byEvent: Cutting = function* (text, bytesOf) {
  const pieces = cutAt(text, [text.length - 4, text.length - 4])
  const bytes = bytesOf(pieces)
  const ends = [...bytes.toString('latin1').matchAll(/\n\n/g)].map(({ index }) => index + 2)
  for (const [first, second] of cutsOf(ends.length - 1))
    yield { pieces, byteCuts: [...new Set([ends[first] ?? 0, ends[second] ?? 0])] }
}

interface Place {
  readonly tollgate: TestGateway
  readonly many: ManySpoken
  /** The context of the API. */
  readonly api: string
}

export interface PersonalDataRun extends Place {
  readonly cutting: Cutting
  readonly samples?: ReadonlyArray<readonly [detector: string, value: string]>
}

/** Messages of one answer. */
const messagesMax = 200

/** The model says each sample, cut in every way: none reaches the client, and all else does. Gives the messages. */
export async function runSaid(run: PersonalDataRun, wanted: RegExp): Promise<number> {
  const { samples = personalSamples } = run
  const said = samples.flatMap(([, value]) =>
    cut(run, `${front}${value}${behind}`).map((pieces) => ({ pieces, value, wanted })),
  )
  await inAnswers(run, said, '[]', (received, part) => {
    for (const value of new Set(part.map((each) => each.value)))
      assert.ok(!received.includes(value), `${value} reached the client`)
  })
  return said.length
}

/**
 * The user says every sample, the model quotes what the provider read in its place, cut in every way: no sample reaches the provider, and
 * the client reads it as it was said. Gives the messages.
 */
export async function runQuoted(run: PersonalDataRun): Promise<number> {
  const { samples = personalSamples, tollgate, many } = run
  const texts = samples.map(([, value]) => `${front}${value}${behind}`)
  const ask = askMany(many.spoken.protocol, texts)
  const sent = await sentUpstream(run, ask)
  for (const [, value] of samples) assert.ok(!sent.includes(value), `${value} reached the provider`)
  const quoted = Object.values(JSON.parse(sent) as Record<string, Array<{ content: string }>>).flatMap((member) =>
    Array.isArray(member) ? member.map(({ content }) => content) : [],
  )
  assert.equal(quoted.length, texts.length)
  const said = quoted.flatMap((text, index) =>
    cut(run, text).map((pieces) => ({ pieces, value: '', wanted: new RegExp(`^${escaped(texts[index] ?? '')}$`) })),
  )
  await inAnswers(run, said, ask, () => {})
  assert.equal(String(await tollgate.upstream.last.body), sent)
  return said.length
}

/** What the provider gets of a request. */
export async function sentUpstream({ tollgate, api, many }: Place, ask: string, key = clientKey): Promise<string> {
  tollgate.upstream.script = answering([many.end([])])
  await exchange(tollgate.port, pathOf(api, many), ask, { key })
  return String(await tollgate.upstream.last.body)
}

interface Said {
  readonly pieces: SaidInPieces
  readonly value: string
  readonly wanted: RegExp
}

function cut({ cutting, many }: PersonalDataRun, text: string): SaidInPieces[] {
  return [...cutting(text, (pieces) => Buffer.concat(many.message({ pieces }, 100)))]
}

async function inAnswers(
  { tollgate, api, many }: PersonalDataRun,
  said: readonly Said[],
  ask: string,
  inspect: (received: Buffer, part: readonly Said[]) => void,
): Promise<void> {
  const { protocol } = many.spoken
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let from = 0; from < said.length; from += messagesMax) {
    const part = said.slice(from, from + messagesMax)
    const messages = part.map(({ pieces }) => pieces)
    tollgate.upstream.script = answering(segmentsOf(many, messages))
    const body = ask === '[]' ? askMany(protocol, ['hi']) : ask
    const received = await exchange(tollgate.port, pathOf(api, many), body, { agent })
    inspect(received, part)
    const read = readAll(many, received)
    assert.equal(read.size, part.length)
    for (const [index, { wanted, pieces }] of part.entries())
      for (const text of read.get(index) ?? []) assert.match(text, wanted, JSON.stringify(pieces))
  }
  agent.destroy()
}

/** Each segment is sent in a turn of the loop of its own. */
export function answering(segments: readonly Buffer[]): TestGateway['upstream']['script'] {
  return async (call) => {
    await beginStream(call)
    for (const segment of segments) {
      writeChunk(call, segment)
      await setImmediate()
    }
    endStream(call)
  }
}

export function pathOf(api: string, { spoken }: ManySpoken): string {
  return `/${api}/1.0/${spoken.protocol.name === 'openai-chat' ? chatPath.split('/1.0/')[1] : 'responses'}`
}

export function exchange(
  port: number,
  path: string,
  body: string,
  { agent, key = clientKey }: { agent?: Agent; key?: string },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { apikey: key, 'content-length': Buffer.byteLength(body), 'content-type': 'application/json' }
    const options = { host: '127.0.0.1', port, path, method: 'POST', headers }
    const request = httpRequest(agent === undefined ? options : { ...options, agent }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('end', () => resolve(Buffer.concat(pieces)))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
