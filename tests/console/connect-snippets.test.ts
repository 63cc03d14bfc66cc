import assert from 'node:assert/strict'
import { once } from 'node:events'
import { symlink, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parse } from 'smol-toml'
import {
  type Connecting,
  codexConfig,
  connectCommand,
  curlCommand,
  javascriptProgram,
  opencodeConfig,
} from '../../packages/console/src/features/connect/snippets.ts'
import { runProcess, toolPath } from '../harness/run-process.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const model = `gpt "5" $(id) it's`
const agents = join(import.meta.dirname, '..', 'agents', 'node_modules')

test('curl and the JavaScript library, pasted as they are shown, send key, header and model as they were given', async (t) => {
  const { baseUrl, calls } = await listen(t)
  await using folder = await temporaryFolder()
  await symlink(agents, join(folder.path, 'node_modules'), 'dir')
  for (const header of [null, 'X-Orders-Key']) {
    const connecting = connectingTo(baseUrl, header)
    await writeFile(join(folder.path, 'program.mjs'), javascriptProgram(connecting))
    for (const line of [curlCommand(connecting), 'node program.mjs']) {
      const { exitCode, stderr } = await runProcess({
        command: '/bin/bash',
        args: ['-e', '-c', line],
        environment: { PATH: toolPath(), HOME: folder.path, OPENAI_AUTH_TOKEN: 'tg_1' },
        folder: folder.path,
        timeoutMs: 30_000,
      })
      assert.equal(exitCode, 0, stderr)
      const call = calls.pop()
      assert.equal(call?.path, '/orders/1.0/responses')
      assert.equal(JSON.parse(call?.body ?? '').model, model)
      const sent =
        header === null ? [call?.headers.apikey, call?.headers.authorization] : [call?.headers['x-orders-key']]
      assert.ok(
        sent.some((value) => value === 'tg_1' || value === 'Bearer tg_1'),
        line,
      )
    }
  }
})

test('what goes into files is what it says, whatever is in the name of a model', () => {
  const connecting = connectingTo('https://localhost:8243/orders/1.0', 'X-Orders-Key')
  const config = parse(codexConfig(connecting))
  assert.equal(config.model, model)
  assert.deepEqual(Object.values(Object(Object(config.model_providers).openaicustom).env_http_headers), [
    'OPENAI_AUTH_TOKEN',
  ])
  const { provider } = JSON.parse(opencodeConfig(connecting))
  assert.deepEqual(provider.tollgate.models, { [model]: {} })
  assert.equal(provider.tollgate.options.headers['X-Orders-Key'], '{env:OPENAI_AUTH_TOKEN}')
})

test('the one command reaches npx as the words that it was made of', async () => {
  const connecting = connectingTo('https://localhost:8243/orders/1.0', 'X-Orders-Key')
  const [, command = ''] = connectCommand(connecting).split('\n')
  const { stdout } = await runProcess({
    command: '/bin/bash',
    args: ['-c', command.replace(/^npx/, `printf '%s\\n'`)],
    environment: { PATH: toolPath() },
    folder: '/',
    timeoutMs: 10_000,
  })
  const words = 'https://localhost:9443/cli.tgz connect codex --url https://localhost:8243/orders/1.0 --model'.split(
    ' ',
  )
  assert.deepEqual(stdout.trimEnd().split('\n'), [...words, model, '--header', 'X-Orders-Key'])
  const own = connectCommand({ ...connecting, hasOwnCertificate: true })
  assert.match(own, /^echo -n \| openssl s_client -connect localhost:8243 /m)
  assert.match(own, /^npx --cafile=gateway_certificate\.pem .* --certificate gateway_certificate\.pem$/m)
  const windows = connectCommand({ ...connecting, shell: 'powershell', hasOwnCertificate: true })
  assert.match(windows, /^\$env:OPENAI_AUTH_TOKEN = "tg_1"\nnpx --cafile=/)
})

function connectingTo(baseUrl: string, header: string | null): Connecting {
  return {
    ...{ baseUrl, header, model, key: 'tg_1', shell: 'bash', hasOwnCertificate: false },
    consoleUrl: 'https://localhost:9443',
  }
}

interface Call {
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Answers as an API would, and keeps what it was sent. */
async function listen(t: TestContext): Promise<{ readonly baseUrl: string; readonly calls: Call[] }> {
  const calls: Call[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += String(piece)
    calls.push({ path: request.url, headers: request.headers, body })
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"output":[],"object":"response"}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders/1.0`, calls }
}
