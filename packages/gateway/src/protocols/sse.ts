/**
 * The only reader and writer of server-sent events (WHATWG HTML, section 9.2). It works on bytes: events are cut out of
 * the chunks as they come, decoded only where somebody asks, and go on as the very bytes that came.
 */

const lf = 10
const cr = 13
const colon = 58
const space = 32
const fieldData = Buffer.from('data')
const fieldEvent = Buffer.from('event')
const blankLine = Buffer.from('\n\n')
const byteOrderMark = Buffer.from('\uFEFF')

/** One event, from its first byte to the end of the blank line that closes it. */
export class SseEvent {
  readonly bytes: Buffer
  private dataStart = -1
  private dataEnd = -1
  private parsed: unknown
  private isParsed = false

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** True where the event's payload begins with these bytes; never decodes. Looks at the first data line only. */
  dataStartsWith(prefix: Buffer): boolean {
    this.findData()
    if (this.dataStart < 0 || this.dataStart + prefix.length > this.dataEnd) return false
    // Byte by byte: a native comparison of so few costs more than all of them here.
    for (let index = 0; index < prefix.length; index++) {
      if (this.bytes[this.dataStart + index] !== prefix[index]) return false
    }
    return true
  }

  /** Position of `needle` behind the start of the payload, in `bytes`; -1 where it is not there. */
  indexOf(needle: Buffer): number {
    this.findData()
    return this.dataStart < 0 ? -1 : this.bytes.indexOf(needle, this.dataStart)
  }

  /** The payload: the data lines joined by line feeds; '' where there is none (a comment, a blank event). */
  data(): string {
    return readField(this.bytes, fieldData).join('\n')
  }

  /** The `event` field; '' where there is none. */
  eventName(): string {
    return readField(this.bytes, fieldEvent).at(-1) ?? ''
  }

  /** The payload as JSON; undefined where it is none. Parsed once. */
  json(): unknown {
    if (!this.isParsed) {
      this.isParsed = true
      this.parsed = parseJson(this.data())
    }
    return this.parsed
  }

  private findData(): void {
    if (this.dataStart >= 0 || this.dataEnd === 0) return
    let line = firstLine(this.bytes)
    this.dataEnd = 0
    while (line < this.bytes.length) {
      const end = lineEnd(this.bytes, line)
      if (isField(this.bytes, line, end, fieldData)) {
        this.dataStart = valueStart(this.bytes, line + fieldData.length, end)
        this.dataEnd = end
        return
      }
      line = nextLine(this.bytes, end)
    }
  }
}

/**
 * Cuts a stream of chunks into events. What has not ended yet is kept, up to `eventBytesMax`; a chunk that ends with an
 * event is never copied.
 */
export class SseReader {
  private readonly eventBytesMax: number
  private pending: Buffer[] = []
  private pendingBytes = 0
  /** True once one event has grown beyond the bound: a stream like this cannot go on. */
  isOverlong = false
  /**
   * What stood before the next byte: no line break; one ('lf'); a CR that an LF may still belong to ('cr'); or a CR that
   * closed an event, whose LF, if it comes, opens nothing ('closed').
   */
  private lineBreak: 'none' | 'lf' | 'cr' | 'closed' = 'none'

  constructor(eventBytesMax: number) {
    this.eventBytesMax = eventBytesMax
  }

  /** Complete events of what has come so far, in order. */
  push(chunk: Buffer): SseEvent[] {
    const events: SseEvent[] = []
    const hasCr = chunk.includes(cr)
    let start = 0
    while (start < chunk.length) {
      const end = hasCr ? this.findEventEnd(chunk, start) : this.findEventEndInLfText(chunk, start)
      if (end < 0) break
      events.push(this.takeEvent(chunk, start, end))
      start = end
    }
    if (start < chunk.length) this.keep(start === 0 ? chunk : chunk.subarray(start))
    return events
  }

  /** What came after the last complete event: nothing, unless the stream was cut or left out its last blank line. */
  takeRest(): Buffer {
    const rest = Buffer.concat(this.pending, this.pendingBytes)
    this.pending = []
    this.pendingBytes = 0
    return rest
  }

  private takeEvent(chunk: Buffer, start: number, end: number): SseEvent {
    const tail = start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end)
    if (this.pendingBytes === 0) return new SseEvent(tail)
    const whole = Buffer.concat([...this.pending, tail], this.pendingBytes + tail.length)
    this.pending = []
    this.pendingBytes = 0
    return new SseEvent(whole)
  }

  private keep(rest: Buffer): void {
    this.pendingBytes += rest.length
    if (this.pendingBytes > this.eventBytesMax) this.isOverlong = true
    else this.pending.push(rest)
  }

  /** The position behind the blank line that ends the event which is open at `from`, or -1; for a chunk without any CR. */
  private findEventEndInLfText(chunk: Buffer, from: number): number {
    const position = this.skipLfOfCr(chunk, from)
    if (this.lineBreak === 'lf' && chunk[position] === lf) return this.closeEvent(chunk, position)
    const at = chunk.indexOf(blankLine, position)
    if (at >= 0) return this.closeEvent(chunk, at + 1)
    if (position < chunk.length) this.lineBreak = chunk[chunk.length - 1] === lf ? 'lf' : 'none'
    return -1
  }

  /** The same where lines may end with CR, LF or both. */
  private findEventEnd(chunk: Buffer, from: number): number {
    let position = this.skipLfOfCr(chunk, from)
    while (position < chunk.length) {
      const byte = chunk[position]
      if (this.lineBreak !== 'none' && (byte === lf || byte === cr)) return this.closeEvent(chunk, position)
      const end = lineEnd(chunk, position)
      if (end === chunk.length) {
        this.lineBreak = 'none'
        return -1
      }
      position = nextLine(chunk, end)
      this.lineBreak = chunk[end] === cr && position === chunk.length && chunk[end + 1] !== lf ? 'cr' : 'lf'
    }
    return -1
  }

  /** Passes over an LF whose CR ended the chunk before. */
  private skipLfOfCr(chunk: Buffer, from: number): number {
    if (this.lineBreak !== 'cr' && this.lineBreak !== 'closed') return from
    this.lineBreak = this.lineBreak === 'cr' ? 'lf' : 'none'
    return chunk[from] === lf ? from + 1 : from
  }

  private closeEvent(chunk: Buffer, position: number): number {
    const end = nextLine(chunk, position)
    this.lineBreak = chunk[position] === cr && end === chunk.length && chunk[end - 1] === cr ? 'closed' : 'none'
    return end
  }
}

/** One event as bytes. */
export function renderSseEvent(name: string, json: unknown): Buffer {
  const eventLine = name === '' ? '' : `event: ${name}\n`
  return Buffer.from(`${eventLine}data: ${typeof json === 'string' ? json : JSON.stringify(json)}\n\n`)
}

function readField(bytes: Buffer, field: Buffer): string[] {
  const values: string[] = []
  let line = firstLine(bytes)
  while (line < bytes.length) {
    const end = lineEnd(bytes, line)
    if (isField(bytes, line, end, field)) {
      values.push(bytes.toString('utf8', valueStart(bytes, line + field.length, end), end))
    }
    line = nextLine(bytes, end)
  }
  return values
}

/** True where the line from `start` to `end` is `field`, with or without a value. */
function isField(bytes: Buffer, start: number, end: number, field: Buffer): boolean {
  const nameEnd = start + field.length
  if (nameEnd > end || (nameEnd < end && bytes[nameEnd] !== colon)) return false
  return bytes.compare(field, 0, field.length, start, nameEnd) === 0
}

/** A byte order mark, which only the first event of a stream may have, is passed over. */
function firstLine(bytes: Buffer): number {
  return bytes[0] === byteOrderMark[0] && bytes.indexOf(byteOrderMark) === 0 ? byteOrderMark.length : 0
}

function valueStart(bytes: Buffer, nameEnd: number, end: number): number {
  if (nameEnd >= end) return end
  return bytes[nameEnd + 1] === space ? nameEnd + 2 : nameEnd + 1
}

/** Position of the line's CR or LF, or the end of the bytes. */
function lineEnd(bytes: Buffer, from: number): number {
  const lfAt = bytes.indexOf(lf, from)
  const until = lfAt < 0 ? bytes.length : lfAt
  const crAt = bytes.indexOf(cr, from)
  return crAt >= 0 && crAt < until ? crAt : until
}

function nextLine(bytes: Buffer, end: number): number {
  return bytes[end] === cr && bytes[end + 1] === lf ? end + 2 : end + 1
}

function parseJson(text: string): unknown {
  // Comments are frequent with some providers, and a throw costs more than all the rest.
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
