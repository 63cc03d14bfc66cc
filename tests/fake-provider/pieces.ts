/** Ways to cut a body into writes. A reader of streams must not care, so tests use all of them. */

export function whole(body: Buffer): readonly Buffer[] {
  return [body]
}

export function byteByByte(body: Buffer): readonly Buffer[] {
  return Array.from(body, (byte) => Buffer.of(byte))
}

/** One piece per server-sent event, as providers send them. */
export function eventByEvent(body: Buffer): readonly Buffer[] {
  const pieces: Buffer[] = []
  for (let start = 0; start < body.length; ) {
    const end = body.indexOf('\n\n', start)
    const next = end === -1 ? body.length : end + 2
    pieces.push(body.subarray(start, next))
    start = next
  }
  return pieces
}

/** Cuts at the given offsets. */
export function cutAt(...offsets: readonly number[]): (body: Buffer) => readonly Buffer[] {
  return (body) => {
    const edges = [0, ...offsets.filter((offset) => offset > 0 && offset < body.length), body.length]
    return edges.slice(1).map((edge, index) => body.subarray(edges[index], edge))
  }
}
