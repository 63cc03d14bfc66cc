import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

export interface SmtpServer extends AsyncDisposable {
  readonly url: string
  /** Every line of every conversation. */
  readonly received: readonly string[]
}

/** Enough of RFC 5321 for one client on loopback. */
export async function startSmtpServer(toRecipient = '250 ok'): Promise<SmtpServer> {
  const received: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    converse(socket, received, toRecipient)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function converse(socket: Socket, received: string[], toRecipient: string): void {
  let inData = false
  let rest = ''
  const say = (line: string) => socket.write(`${line}\r\n`)
  say('220 test')
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      received.push(line)
      if (inData) {
        if (line !== '.') continue
        inData = false
        say('250 taken')
      } else if (line === 'DATA') {
        inData = true
        say('354 go on')
      } else say(line.startsWith('RCPT') ? toRecipient : line === 'QUIT' ? '221 bye' : '250 ok')
    }
  })
}
