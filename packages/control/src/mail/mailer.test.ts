import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createMailer } from './mailer.ts'

test('createMailer hands a message to the server: sender, recipient, subject, text', async (t) => {
  const server = await smtpServer(t)
  const mailer = createMailer({ url: server.url, from: 'Tollgate <tollgate@example.com>' })
  t.after(() => mailer.close())
  await mailer.send({
    to: 'alice@example.com',
    subject: 'Grüße',
    text: 'https://tollgate.test/set-password#token=abc\n',
  })
  const received = server.received.join('\n')
  assert.match(received, /^MAIL FROM:<tollgate@example\.com>/m)
  assert.match(received, /^RCPT TO:<alice@example\.com>/m)
  assert.match(received, /^Subject: =\?UTF-8\?/m)
  assert.match(received, /^Content-Type: text\/plain/m)
  assert.match(received, /set-password#token=/)
})

test('createMailer sends to one address and adds no header, whatever the address says', async (t) => {
  const server = await smtpServer(t)
  const mailer = createMailer({ url: server.url, from: 'tollgate@example.com' })
  t.after(() => mailer.close())
  const evil = 'alice@example.com\r\nBcc: eve@example.com, eve@example.com'
  await mailer.send({ to: evil, subject: 'a\r\nX-Evil: yes', text: 'text' }).catch(() => undefined)
  const received = server.received.join('\n')
  assert.ok(received.split('\n').filter((line) => line.startsWith('RCPT TO')).length <= 1)
  assert.doesNotMatch(received, /^(Bcc|X-Evil):/m)
})

test('createMailer rejects when the server refuses, or is not there', async (t) => {
  const server = await smtpServer(t, '550 no such mailbox')
  for (const url of [server.url, 'smtp://127.0.0.1:9']) {
    const mailer = createMailer({ url, from: 'tollgate@example.com' })
    await assert.rejects(mailer.send({ to: 'alice@example.com', subject: 's', text: 't' }))
    mailer.close()
  }
})

/** Enough of RFC 5321 for one client on loopback. */
async function smtpServer(t: TestContext, toRecipient = '250 ok'): Promise<{ url: string; received: string[] }> {
  const received: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    converse(socket, received, toRecipient)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `smtp://127.0.0.1:${address.port}`, received }
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
