import { RawConnection } from './testing/raw-client.ts'
import { renderHead } from './testing/scripted-upstream.ts'
import { clientKey, responsesPath, startTestGateway } from './testing/test-gateway.ts'
const t = await startTestGateway()
t.upstream.script = (call) => { call.request.pause(); call.socket.write(Buffer.concat([renderHead(429, { 'content-type': 'application/json', 'content-length': '2' }), Buffer.from('{}')])) }
const c = await RawConnection.open(t.port)
c.socket.on('error', (e) => console.log('client error', e.message))
const t0 = performance.now()
c.socket.on('close', () => console.log('closed', performance.now() - t0))
c.write(`POST ${responsesPath} HTTP/1.1\r\nhost: localhost\r\napikey: ${clientKey}\r\ncontent-length: 4000000\r\n\r\n` + 'x'.repeat(1_000_000))
await new Promise((r) => setTimeout(r, 500))
c.write('z'.repeat(3_000_000) + 'GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n')
await new Promise((r) => setTimeout(r, 2000))
console.log(c.text, c.socket.bytesWritten, c.socket.writableLength)
await t[Symbol.asyncDispose]()
