import { gzipSync } from 'node:zlib'
import { head, raw, streamJson, streamThen, trickle } from './testing/fault-scripts.ts'
import { respond, type Script } from './testing/scripted-upstream.ts'
import { eventsOf, responsesStream, streaming } from './testing/test-answers.ts'
import { providerKey } from './testing/test-gateway.ts'

/** Ways in which a provider can fail, and what each becomes; played by gateway.upstream-faults.test.ts. */

const stream = responsesStream()
const events = eventsOf(stream)
const mebibyte = 1_048_576
const json = { 'content-type': 'application/json' }
const sse = { 'content-type': 'text/event-stream' }
/** What a provider says that repeats the key which it refuses. */
export const echo = `{"error":{"message":"Incorrect API key provided: ${providerKey}. Header was Bearer ${providerKey}","code":"invalid_api_key"}}`

interface Fault {
  readonly name: string
  readonly script: Script
  /** Status for other clients and for Codex. */
  readonly expect: readonly [other: number, codex: number]
  readonly code: string
}

/** Faults in front of the first byte of a stream, or anywhere in a plain answer: the client gets one clear error. */
export const faults: readonly Fault[] = [
  {
    name: 'never answers',
    script: async (call) => void (await call.body),
    expect: [504, 504],
    code: 'provider_timeout',
  },
  {
    name: 'sends its head a byte at a time',
    script: (call) => trickle(call, head(200, { ...json, 'content-length': '2', 'x-long': 'x'.repeat(100) })),
    expect: [504, 504],
    code: 'provider_timeout',
  },
  { name: 'closes before its head', script: raw('', 'close'), expect: [502, 502], code: 'provider_unreachable' },
  { name: 'resets before its head', script: raw('', 'reset'), expect: [502, 502], code: 'provider_unreachable' },
  {
    name: 'closes in its head',
    script: raw('HTTP/1.1 200 OK\r\ncontent-ty', 'close'),
    expect: [502, 502],
    code: 'provider_unreachable',
  },
  {
    name: 'resets in its head',
    script: raw('HTTP/1.1 200 OK\r\ncontent-ty', 'reset'),
    expect: [502, 502],
    code: 'provider_unreachable',
  },
  {
    name: 'closes in its body',
    script: raw(`${head(200, { ...json, 'content-length': '50' })}{"status":`, 'close'),
    expect: [502, 502],
    code: 'provider_stream_cut',
  },
  {
    name: 'resets in its body',
    script: raw(`${head(200, { ...json, 'content-length': '50' })}{"status":`, 'reset'),
    expect: [502, 502],
    code: 'provider_stream_cut',
  },
  {
    name: 'stalls in its body',
    script: raw(`${head(200, { ...json, 'content-length': '50' })}{"status":`),
    expect: [504, 504],
    code: 'provider_timeout',
  },
  {
    name: 'stalls behind its head',
    script: raw(head(200, { ...json, 'content-length': '50' })),
    expect: [504, 504],
    code: 'provider_timeout',
  },
  {
    name: 'closes in a chunk',
    script: raw(`${head(200, { ...json, 'transfer-encoding': 'chunked' })}20\r\n{"status":`, 'close'),
    expect: [502, 502],
    code: 'provider_stream_cut',
  },
  {
    name: 'leaves out its last chunk',
    script: raw(`${head(200, { ...json, 'transfer-encoding': 'chunked' })}2\r\n{}\r\n`, 'close'),
    expect: [502, 502],
    code: 'provider_stream_cut',
  },
  {
    name: 'sends a chunk size that is none',
    script: raw(`${head(200, { ...json, 'transfer-encoding': 'chunked' })}zz\r\n{}\r\n0\r\n\r\n`),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'speaks another protocol',
    script: raw('SSH-2.0-OpenSSH_9.2\r\n', 'keep'),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'sends garbage',
    script: raw(Buffer.from('00ff13371337deadbeef'.repeat(20), 'hex')),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'sends two lengths',
    script: raw(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\ncontent-length: 5\r\n\r\n{}`,
    ),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'sends a length and chunks',
    script: raw(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'sends a length that is no number',
    script: raw('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: -2\r\n\r\n{}'),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'sends a NUL in a header',
    script: raw('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx: a\0b\r\ncontent-length: 2\r\n\r\n{}'),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'sends a head of 100 KiB',
    script: raw(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\ncontent-length: 2\r\n\r\n{}`),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'switches protocols',
    script: raw('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'answers with HTML',
    script: (call) => respond(call, { headers: { 'content-type': 'text/html' }, body: '<html>Welcome</html>' }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'answers with text',
    script: (call) => respond(call, { headers: { 'content-type': 'text/plain' }, body: 'OK' }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'answers with nothing',
    script: raw('HTTP/1.1 204 No Content\r\n\r\n'),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'redirects',
    script: (call) => respond(call, { status: 307, headers: { location: 'http://127.0.0.1:1/' } }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'answers that nothing has changed',
    script: raw('HTTP/1.1 304 Not Modified\r\n\r\n'),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'compresses',
    script: (call) =>
      respond(call, { headers: { 'content-encoding': 'gzip' }, body: gzipSync('{"status":"completed"}') }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'says that it compresses',
    script: (call) => respond(call, { headers: { 'content-encoding': 'br' }, body: '{}' }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'compresses a stream',
    script: (call) => respond(call, { headers: { ...sse, 'content-encoding': 'gzip' }, body: gzipSync(stream) }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'compresses an error',
    script: (call) => respond(call, { status: 500, headers: { 'content-encoding': 'gzip' }, body: gzipSync('{}') }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'refuses our key and repeats it',
    script: (call) =>
      respond(call, { status: 401, body: echo, headers: { 'www-authenticate': `Bearer ${providerKey}` } }),
    expect: [502, 400],
    code: 'provider_credential_refused',
  },
  {
    name: 'forbids our key and repeats it',
    script: (call) => respond(call, { status: 403, body: echo }),
    expect: [502, 400],
    code: 'provider_credential_refused',
  },
  {
    name: 'answers with more than 32 MiB',
    script: streamJson(33 * mebibyte, 200),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'answers with an error of more than 1 MiB',
    script: streamJson(2 * mebibyte, 500),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
]

/** Faults within a stream: the client gets what came, and then the dialect's own failure. */
export const streamFaults: ReadonlyArray<{ name: string; script: Script; passed: Buffer; message: RegExp }> = [
  {
    name: 'closes between two events',
    script: streamThen(events.slice(0, 5), 'close'),
    passed: Buffer.concat(events.slice(0, 5)),
    message: /broke off/,
  },
  {
    name: 'resets between two events',
    script: streamThen(events.slice(0, 5), 'reset'),
    passed: Buffer.concat(events.slice(0, 5)),
    message: /broke off/,
  },
  {
    name: 'ends in good order before its terminal event',
    script: streaming(events.slice(0, 5)),
    passed: Buffer.concat(events.slice(0, 5)),
    message: /broke off/,
  },
  {
    name: 'closes within an event',
    script: streamThen([stream.subarray(0, 1_500)], 'close'),
    passed: events[0] ?? stream,
    message: /broke off/,
  },
  {
    name: 'closes within the terminal event',
    script: streamThen([stream.subarray(0, -3)], 'close'),
    passed: Buffer.concat(events.slice(0, -1)),
    message: /broke off/,
  },
  { name: 'says nothing behind its head', script: streamThen([], 'keep'), passed: Buffer.alloc(0), message: /in time/ },
  {
    name: 'falls silent between two events',
    script: streamThen(events.slice(0, 5), 'keep'),
    passed: Buffer.concat(events.slice(0, 5)),
    message: /in time/,
  },
  {
    name: 'falls silent within an event',
    script: streamThen([stream.subarray(0, 1_500)], 'keep'),
    passed: events[0] ?? stream,
    message: /in time/,
  },
  { name: 'ends at once', script: streaming([]), passed: Buffer.alloc(0), message: /broke off/ },
  {
    name: 'sends a broken chunk',
    script: async (call) => {
      await streamThen(events.slice(0, 2), 'keep')(call)
      call.socket.write('zz\r\n')
    },
    passed: Buffer.concat(events.slice(0, 2)),
    message: /could not be read|broke off/,
  },
  {
    name: 'sends garbage for events',
    script: streaming([gzipSync(stream)]),
    passed: Buffer.alloc(0),
    message: /broke off/,
  },
]
