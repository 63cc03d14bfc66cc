import type { PreparedRequest } from '../protocol.ts'
import { booleanMember, type Member, scanTopLevel, stringMember, type TopLevel } from '../top-level-scan.ts'

const optionsWithUsage = '"stream_options":{"include_usage":true}'

/**
 * Asks for the usage chunk on streams: without `stream_options.include_usage` a Chat Completions stream reports none. The bytes
 * are spliced, not re-serialised: everything else of the request stays as the client wrote it. A request that is no stream,
 * or asks for usage itself, goes on untouched.
 */
export function askForUsage(bytes: Buffer): PreparedRequest {
  const scan = scanTopLevel(bytes, { scalarsOnly: false })
  const facts = { model: stringMember(bytes, scan, 'model'), stream: booleanMember(bytes, scan, 'stream') }
  if (facts.stream !== true || scan.closedAt < 0) return { bytes, facts, stripUsage: false }
  const options = scan.members.findLast((member) => member.key === 'stream_options')
  if (options !== undefined && includesUsage(bytes, options)) return { bytes, facts, stripUsage: false }
  const spliced = options === undefined ? addMember(bytes, scan) : replaceOptions(bytes, options)
  return { bytes: spliced, facts, stripUsage: true }
}

function includesUsage(bytes: Buffer, options: Member): boolean {
  const value = bytes.subarray(options.start, options.end)
  return booleanMember(value, scanTopLevel(value, { scalarsOnly: false }), 'include_usage') === true
}

function addMember(bytes: Buffer, scan: TopLevel): Buffer {
  const separator = scan.members.length === 0 ? '' : ','
  return splice(bytes, { start: scan.closedAt, end: scan.closedAt }, `${separator}${optionsWithUsage}`)
}

/** The last member of a name is the one that counts, so a later `include_usage` wins over the client's. */
function replaceOptions(bytes: Buffer, options: Member): Buffer {
  const value = bytes.subarray(options.start, options.end)
  const scan = scanTopLevel(value, { scalarsOnly: false })
  if (scan.closedAt < 0) return splice(bytes, options, '{"include_usage":true}')
  const separator = scan.members.length === 0 ? '' : ','
  const at = options.start + scan.closedAt
  return splice(bytes, { start: at, end: at }, `${separator}"include_usage":true`)
}

function splice(bytes: Buffer, range: { start: number; end: number }, text: string): Buffer {
  return Buffer.concat([bytes.subarray(0, range.start), Buffer.from(text), bytes.subarray(range.end)])
}
