/** Headers that frame or route the message: a credential or a key in them would break it. */
const reservedHeaders: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'keep-alive',
  'proxy-connection',
])

/** Why no credential and no key can be carried in this header; undefined: one can. */
export function reservedHeaderProblem(header: string): string | undefined {
  if (!reservedHeaders.has(header.toLowerCase())) return undefined
  return `${header} has a meaning of its own in HTTP; choose another header`
}
