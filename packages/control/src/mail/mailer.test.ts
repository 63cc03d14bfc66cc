import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type SmtpServer, startSmtpServer } from '../testing/smtp-server.ts'
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

async function smtpServer(t: TestContext, toRecipient?: string): Promise<SmtpServer> {
  const server = await startSmtpServer(toRecipient)
  t.after(() => server[Symbol.asyncDispose]())
  return server
}
