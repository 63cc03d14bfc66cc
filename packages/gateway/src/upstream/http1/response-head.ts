import type { ResponseFault } from './response-fault.ts'

export interface ParsedHead {
  readonly status: number
  /** Names and values in turn, in their order and case. */
  readonly headers: readonly string[]
  /** Bytes of the body; null where the head does not say. */
  readonly length: number | null
  readonly isChunked: boolean
  readonly keepsAlive: boolean
  readonly idleSeconds: number | null
}

const headEnd = Buffer.from('\r\n\r\n')
const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** What a head may not have anywhere: controls, and line ends that are none to everybody. */
const unreadable = /[^\t\r\n -~\x80-\xff]|\r(?!\n)|(?:^|[^\r])\n/
/** At the ends of a value. No other character is one, whatever a language takes for white space. */
const blanks = /^[ \t]+|[ \t]+$/g
const digits = /^\d{1,15}$/

const beginning = Buffer.from('HTTP/1.')

/** As far as it has come, so that nobody waits for the head of what is no response. */
export function beginsAsResponse(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, beginning.length)
  return bytes.compare(beginning, 0, length, 0, length) === 0
}

/** Where the empty line begins, or -1. */
export function findHeadEnd(bytes: Buffer, from: number): number {
  return bytes.indexOf(headEnd, from)
}

/** A head without its empty line, read as latin1. Whatever two readers could understand differently is a fault. */
export function parseResponseHead(text: string): ParsedHead | ResponseFault {
  if (unreadable.test(text)) return 'there is a character in its head that has no place there'
  const lineEnd = text.indexOf('\r\n')
  const [, minor, status] = statusLine.exec(lineEnd === -1 ? text : text.slice(0, lineEnd)) ?? []
  if (status === undefined) return 'it does not speak HTTP/1.1'
  const headers: string[] = []
  const framing = new Framing(minor === '1')
  for (let at = lineEnd; at !== -1; ) {
    const next = text.indexOf('\r\n', at + 2)
    const fault = takeLine(next === -1 ? text.slice(at + 2) : text.slice(at + 2, next), headers, framing)
    if (fault !== undefined) return fault
    at = next
  }
  return framing.headOf(Number(status), headers)
}

function takeLine(line: string, headers: string[], framing: Framing): ResponseFault | undefined {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(colon, 0))
  if (!token.test(name)) return 'there is a line in its head that is no header'
  const value = line.slice(colon + 1).replace(blanks, '')
  headers.push(name, value)
  return framing.take(name, value)
}

/** What headers say of where a response ends, and of its connection. */
class Framing {
  private readonly isOneOne: boolean
  private length: number | null = null
  private isChunked = false
  private closes: boolean
  private idleSeconds: number | null = null

  constructor(isOneOne: boolean) {
    this.isOneOne = isOneOne
    this.closes = !isOneOne
  }

  take(name: string, value: string): ResponseFault | undefined {
    // By their lengths, because few headers matter here and there are many.
    switch (name.length) {
      case 10:
        return this.takeTen(name.toLowerCase(), value)
      case 14:
        return name.toLowerCase() === 'content-length' ? this.takeLength(value) : undefined
      case 17:
        return name.toLowerCase() === 'transfer-encoding' ? this.takeCoding(value) : undefined
      default:
        return undefined
    }
  }

  headOf(status: number, headers: readonly string[]): ParsedHead | ResponseFault {
    const { length, isChunked, closes, idleSeconds } = this
    if (isChunked && length !== null) return 'it says a length and sends chunks'
    const isDelimited = isChunked || length !== null || status === 204 || status === 304
    return { status, headers, length, isChunked, keepsAlive: !closes && isDelimited, idleSeconds }
  }

  private takeTen(name: string, value: string): undefined {
    if (name === 'connection') {
      const options = value.toLowerCase()
      if (options.includes('close')) this.closes = true
      else if (options.includes('keep-alive') && !this.isOneOne) this.closes = false
    } else if (name === 'keep-alive') {
      const seconds = /(?:^|[ ,;])timeout=(\d{1,6})/i.exec(value)?.[1]
      if (seconds !== undefined) this.idleSeconds = Number(seconds)
    }
  }

  private takeLength(value: string): ResponseFault | undefined {
    if (this.length !== null || !digits.test(value)) return 'its length is no number, or said twice'
    this.length = Number(value)
    return undefined
  }

  private takeCoding(value: string): ResponseFault | undefined {
    if (this.isChunked || !this.isOneOne || value.toLowerCase() !== 'chunked')
      return 'its body is in a transfer coding that nobody asked for'
    this.isChunked = true
    return undefined
  }
}
