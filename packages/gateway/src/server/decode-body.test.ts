import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  brotliCompressSync,
  constants,
  crc32,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import { decodeBody, ratioFreeBytes } from './decode-body.ts'

const limits = { bytesMax: 32 * 1024 * 1024, ratioMax: 100 }
const json = Buffer.from(
  JSON.stringify({ model: 'gpt-5.4', input: Array.from({ length: 500 }, (_, n) => `word ${n} `) }),
)

const codings = [
  { name: 'gzip', encode: (bytes: Buffer) => gzipSync(bytes) },
  {
    name: 'br',
    encode: (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  },
  { name: 'zstd', encode: (bytes: Buffer) => zstdCompressSync(bytes) },
]

async function codeOf(
  bytes: Buffer,
  coding: string,
  changed: Partial<typeof limits> = {},
): Promise<string | undefined> {
  const decoded = await decodeBody(bytes, coding, { ...limits, ...changed })
  return Buffer.isBuffer(decoded) ? undefined : decoded.code
}

for (const { name, encode } of codings) {
  describe(`decodeBody: ${name}`, () => {
    const encoded = encode(json)

    it('gives back what was encoded', async () => {
      for (const body of [json, Buffer.alloc(0), Buffer.from('{}'), Buffer.alloc(300_000, 'abcdefgh')]) {
        const decoded = await decodeBody(encode(body), name, { ...limits, ratioMax: 1e9 })
        assert.deepEqual(decoded, body)
      }
    })

    it('takes the name in any case and with spaces', async () => {
      assert.deepEqual(await decodeBody(encoded, ` ${name.toUpperCase()} `, limits), json)
    })

    it('refuses every truncation', async () => {
      const small = encode(Buffer.from('{"model":"gpt-5.4","input":"hello hello hello"}'))
      for (let length = 0; length < small.length; length++)
        assert.equal(
          await codeOf(small.subarray(0, length), name),
          'body_unreadable',
          `${length} of ${small.length} bytes`,
        )
    })

    it('refuses a second frame and anything else behind the first', async () => {
      for (const more of [encoded, encode(Buffer.alloc(0)), Buffer.from([0]), Buffer.from('x'), Buffer.alloc(100_000)])
        assert.equal(await codeOf(Buffer.concat([encoded, more]), name), 'body_unreadable', `${more.length} bytes more`)
    })

    it('refuses anything before the frame', async () => {
      assert.equal(await codeOf(Buffer.concat([Buffer.from([0]), encoded]), name), 'body_unreadable')
    })

    it('refuses plain text under its name', async () => {
      assert.equal(await codeOf(json, name), 'body_unreadable')
    })

    it('never throws on a damaged body', async () => {
      for (let at = 0; at < encoded.length; at += 7) {
        const damaged = Buffer.from(encoded)
        damaged[at] = (damaged[at] ?? 0) ^ 0xff
        const code = await codeOf(damaged, name)
        assert.ok(code === undefined || code === 'body_unreadable' || code === 'body_too_large', code)
      }
    })

    it('takes exactly the limit and refuses one more byte', async () => {
      assert.equal(await codeOf(encoded, name, { bytesMax: json.length }), undefined)
      assert.equal(await codeOf(encoded, name, { bytesMax: json.length - 1 }), 'body_too_large')
    })

    it('refuses what expands too far, but lets small bodies be', async () => {
      assert.equal(await codeOf(encode(Buffer.alloc(ratioFreeBytes)), name), undefined)
      assert.equal(await codeOf(encode(Buffer.alloc(2_000_000)), name, { ratioMax: 10 }), 'body_too_large')
    })

    it('stops a bomb early and holds little of it', async () => {
      const bomb = encode(Buffer.alloc(20 * 1024 * 1024))
      const before = process.memoryUsage().external
      assert.equal(await codeOf(bomb, name, { bytesMax: 256 * 1024, ratioMax: 1e9 }), 'body_too_large')
      const grown = process.memoryUsage().external - before
      assert.ok(grown < 8 * 1024 * 1024, `${grown} bytes`)
    })

    it('leaves the loop free while it decodes a large body', async () => {
      const large = encode(
        Buffer.from(JSON.stringify(Array.from({ length: 300_000 }, (_, n) => `item ${(n * 7919) % 100_003}`))),
      )
      let turns = 0
      let next = setImmediate(function turn() {
        turns++
        next = setImmediate(turn)
      })
      assert.equal(await codeOf(large, name), undefined)
      clearImmediate(next)
      assert.ok(turns > 50, `${turns} turns of the loop`)
    })
  })
}

describe('decodeBody: gzip in detail', () => {
  it('takes x-gzip', async () => {
    assert.deepEqual(await decodeBody(gzipSync(json), 'x-gzip', limits), json)
  })

  it('takes every optional part of the header', async () => {
    for (let flags = 0; flags < 32; flags++)
      assert.deepEqual(await decodeBody(member(json, flags), 'gzip', limits), json, `flags ${flags}`)
  })

  it('refuses reserved flags, other methods and wrong trailers', async () => {
    for (const flags of [0x20, 0x40, 0x80]) assert.equal(await codeOf(member(json, flags), 'gzip'), 'body_unreadable')
    for (const at of [-1, -5]) {
      const wrong = Buffer.from(gzipSync(json))
      const place = wrong.length + at
      wrong[place] = (wrong[place] ?? 0) ^ 1
      assert.equal(await codeOf(wrong, 'gzip'), 'body_unreadable')
    }
    const otherMethod = gzipSync(json)
    otherMethod[2] = 7
    assert.equal(await codeOf(otherMethod, 'gzip'), 'body_unreadable')
  })

  it('refuses header parts that run beyond the end', async () => {
    const extra = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 0xff, 0xff]), Buffer.alloc(20)])
    const name = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), Buffer.alloc(40, 'a')])
    assert.equal(await codeOf(extra, 'gzip'), 'body_unreadable')
    assert.equal(await codeOf(name, 'gzip'), 'body_unreadable')
  })
})

describe('decodeBody: zstd in detail', () => {
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4])

  it('refuses skippable frames before, behind and alone', async () => {
    const frame = zstdCompressSync(json)
    for (const body of [skippable, Buffer.concat([skippable, frame]), Buffer.concat([frame, skippable])])
      assert.equal(await codeOf(body, 'zstd'), 'body_unreadable')
  })

  it('refuses a frame that asks for more than 8 MiB of window', async () => {
    const encode = (windowLog: number) =>
      zstdCompressSync(json, {
        params: { [constants.ZSTD_c_windowLog]: windowLog, [constants.ZSTD_c_contentSizeFlag]: 0 },
      })
    assert.equal(await codeOf(encode(23), 'zstd'), undefined)
    // A header without a content size that claims a window of 128 MiB, and one raw block.
    const greedy = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 17 << 3, 0x11, 0x00, 0x00, 0x7b, 0x7d])
    assert.equal(await codeOf(greedy, 'zstd'), 'body_unreadable')
    greedy[5] = 13 << 3
    assert.equal(String(await decodeBody(greedy, 'zstd', limits)), '{}')
  })

  it('takes frames with and without a checksum', async () => {
    for (const flag of [0, 1]) {
      const frame = zstdCompressSync(json, { params: { [constants.ZSTD_c_checksumFlag]: flag } })
      assert.deepEqual(await decodeBody(frame, 'zstd', limits), json)
    }
  })

  it('refuses a wrong checksum', async () => {
    const frame = zstdCompressSync(json, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })
    const last = frame.length - 1
    frame[last] = (frame[last] ?? 0) ^ 1
    assert.equal(await codeOf(frame, 'zstd'), 'body_unreadable')
  })
})

describe('decodeBody: other encodings', () => {
  it('passes a plain body through, within the limit', async () => {
    for (const coding of ['', 'identity', ' Identity ']) assert.equal(await decodeBody(json, coding, limits), json)
    assert.equal(await codeOf(json, 'identity', { bytesMax: 10 }), 'body_too_large')
  })

  it('refuses deflate, lists and what it does not know', async () => {
    const twice = gzipSync(gzipSync(json))
    for (const coding of [
      'gzip, gzip',
      'gzip,gzip',
      'identity, gzip',
      'gzip;q=1',
      'br, gzip',
      ',',
      'compress',
      'x',
      '__proto__',
    ])
      assert.equal(await codeOf(twice, coding), 'encoding_unsupported', coding)
    assert.equal(await codeOf(deflateSync(json), 'deflate'), 'encoding_unsupported')
  })
})

/** A gzip member made by hand, with the header parts that the flags ask for. */
function member(body: Buffer, flags: number): Buffer {
  const header = [Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3])]
  if (flags & 4) header.push(Buffer.from([3, 0, 1, 2, 3]))
  if (flags & 8) header.push(Buffer.from('name\0'))
  if (flags & 16) header.push(Buffer.from('comment\0'))
  if (flags & 2) {
    const checksum = Buffer.alloc(2)
    checksum.writeUInt16LE(crc32(Buffer.concat(header)) & 0xffff)
    header.push(checksum)
  }
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(body), 0)
  trailer.writeUInt32LE(body.length, 4)
  return Buffer.concat([...header, deflateRawSync(body), trailer])
}
