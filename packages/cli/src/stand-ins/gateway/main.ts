import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import type { GatewayReady, ProcessFailed } from '@tollgate/contract/process-messages'

/** A small gateway for the tests of the command line: it listens, lists models for one key, and fails when it is told to. */
const environment = process.env
const stopping = new AbortController()
// Told never to drain, it would outlive a test that fails.
setTimeout(() => process.exit(1), 60_000)

const answer: RequestListener = async (request, response) => {
  const send = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const error = (message: string, code: string) => ({ error: { message, type: 'invalid_request_error', code } })
  switch (request.url) {
    case '/crash':
      return process.exit(9)
    case '/environment':
      return send(200, { pid: process.pid, names: Object.keys(environment), control: await askControl() })
    case '/slow':
      // Ends half a second after the drain has begun: proof that open calls may end.
      response.writeHead(200, { connection: 'close' }).write('wh')
      return onDrain(() => setTimeout(() => response.end('ole'), 500))
    case '/openaiapi/2.3.0/models':
      if (request.headers.authorization !== 'Bearer good')
        return send(401, error('This key is not known here.', 'invalid_api_key'))
      return send(200, { object: 'list', data: [{ id: 'gpt-5.4', owned_by: 'tollgate-demo' }] })
    default:
      return send(404, error('There is no API at this address.', 'api_not_found'))
  }
}

const tls = {
  cert: readFileSync(environment.TOLLGATE_TLS_CERTIFICATE ?? ''),
  key: readFileSync(environment.TOLLGATE_TLS_KEY ?? ''),
}
const httpsServer = createTlsServer(tls, answer)
const httpServer = createServer(answer)
process.on('SIGTERM', drain)
process.on('disconnect', drain)

try {
  const ready: GatewayReady = {
    type: 'ready',
    httpsPort: await listen(httpsServer, environment.TOLLGATE_HTTPS_PORT),
    httpPort: await listen(httpServer, environment.TOLLGATE_HTTP_PORT),
    configVersion: 1,
  }
  process.send?.(ready)
} catch (cause) {
  const message = `Port ${environment.TOLLGATE_HTTPS_PORT} is in use (${cause}).`
  process.send?.({ type: 'failed', message } satisfies ProcessFailed, () => process.exit(1))
}

function listen(server: Server, port: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(Number(port ?? 0), '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

async function askControl(): Promise<string> {
  if (environment.TOLLGATE_CONTROL_URL === undefined) return 'alone'
  const authorization = `Bearer ${environment.TOLLGATE_CONTROL_TOKEN}`
  const response = await fetch(environment.TOLLGATE_CONTROL_URL, { headers: { authorization } })
  return `${response.status} ${await response.text()}`
}

function onDrain(callback: () => void): void {
  stopping.signal.addEventListener('abort', callback, { once: true })
}

function drain(): void {
  if (stopping.signal.aborted) return
  stopping.abort()
  if (environment.TOLLGATE_STAND_IN_GATEWAY === 'never drains') return
  httpsServer.close()
  httpServer.close(() => process.exit(0))
}
