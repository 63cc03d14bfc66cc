import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { ControlReady, ProcessFailed } from '@tollgate/contract/process-messages'

/** A small control plane for the supervisor's tests: it says what the real one says, and fails when it is told to. */
const { TOLLGATE_HOME = '', TOLLGATE_CONFIG, TOLLGATE_CONTROL_PORT } = process.env
const { TOLLGATE_STAND_IN_CONTROL = '', TOLLGATE_STAND_IN_CONSOLE } = process.env
const fixtures = join(import.meta.dirname, '..', 'fixtures')

const [command, ...args] = process.argv.slice(2)
if (command === 'certificate') {
  const files = { certificateFile: join(fixtures, 'certificate.pem'), keyFile: join(fixtures, 'key.pem') }
  process.stdout.write(`${JSON.stringify(files)}\n`)
  process.exit(0)
}
if (command !== 'serve') {
  process.stdout.write(`${JSON.stringify({ command, args, home: TOLLGATE_HOME })}\n`)
  process.exit(command === 'config-check' ? 3 : 0)
}
if (TOLLGATE_STAND_IN_CONTROL === 'crash') throw new Error('told to crash')
if (TOLLGATE_STAND_IN_CONTROL.startsWith('fail ')) {
  const failed: ProcessFailed = { type: 'failed', message: TOLLGATE_STAND_IN_CONTROL.slice(5) }
  process.send?.(failed)
  // Does not end by itself: whoever was told has to see to it.
  setInterval(() => undefined, 1000)
} else if (TOLLGATE_STAND_IN_CONTROL !== 'hang') {
  serve()
}
process.on('SIGTERM', () => process.exit(0))
process.on('disconnect', () => process.exit(0))

function serve(): void {
  const server = createServer((request, response) => {
    if (request.url === '/crash') process.exit(7)
    const token = process.env.TOLLGATE_CONTROL_TOKEN
    const isKnown = request.headers.authorization === `Bearer ${token}`
    response.writeHead(isKnown ? 200 : 401).end(String(process.pid))
  })
  server.listen(Number(TOLLGATE_CONTROL_PORT ?? 0), '127.0.0.1', () => {
    process.stderr.write('{"level":30,"msg":"control listens"}\n{"level":40,"msg":"a warning of control"}\n')
    process.send?.(readyMessage((server.address() as AddressInfo).port))
  })
}

function readyMessage(port: number): ControlReady {
  const application = 'my-laptop'
  return {
    type: 'ready',
    url: `http://127.0.0.1:${port}`,
    consoleUrl: TOLLGATE_STAND_IN_CONSOLE ?? `https://localhost:${port + 1}`,
    admin: null,
    configFile: TOLLGATE_CONFIG ?? join(TOLLGATE_HOME, 'tollgate.yaml'),
    certificateFile: join(fixtures, 'certificate.pem'),
    certificateKeyFile: join(fixtures, 'key.pem'),
    firstKey: TOLLGATE_STAND_IN_CONTROL === 'first key' ? { application, key: 'tg_first' } : null,
    apis: [
      { name: 'OpenAI API', context: '/openaiapi', version: '2.3.0', state: 'published', demo: true },
      { name: 'Old', context: '/old', version: '1', state: 'retired', demo: false },
    ],
    warnings: ['The plan AIGold is used by nobody.'],
  }
}
