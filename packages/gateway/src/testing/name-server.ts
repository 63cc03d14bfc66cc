import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'

/** A name server on a real socket: it knows these names and their IPv4 addresses; `silent` ones get no answer. */
export class NameServer implements AsyncDisposable {
  readonly asked: string[] = []
  readonly address: string
  private readonly socket: ReturnType<typeof createSocket>

  static async start(names: Readonly<Record<string, string | 'silent'>>): Promise<NameServer> {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    return new NameServer(socket, names)
  }

  private constructor(socket: NameServer['socket'], names: Readonly<Record<string, string>>) {
    this.socket = socket
    this.address = `127.0.0.1:${socket.address().port}`
    socket.on('message', (query, { port, address }) => {
      const { name, type, end } = readQuestion(query)
      this.asked.push(name)
      const found = names[name]
      if (found === 'silent') return
      socket.send(answer(query.subarray(0, end), type === 1 ? found : undefined, found !== undefined), port, address)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close()
    await once(this.socket, 'close')
  }
}

/** RFC 1035, 4.1.2. */
function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

/** The question again, with an address behind it, with none, or with the word that there is no such name. */
function answer(question: Buffer, address: string | undefined, isKnown: boolean): Buffer {
  const head = Buffer.from(question)
  head.writeUInt16BE(isKnown ? 0x8580 : 0x8583, 2)
  head.writeUInt16BE(address === undefined ? 0 : 1, 6)
  head.writeUInt32BE(0, 8)
  if (address === undefined || isIP(address) !== 4) return head
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)])
  return Buffer.concat([head, record])
}
