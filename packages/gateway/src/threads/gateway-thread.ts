import { parentPort, workerData } from 'node:worker_threads'
import { pino } from 'pino'
import { startCarrier } from '../gateway.ts'
import { policies } from '../policies/index.ts'
import { protocols } from '../protocols/protocols.ts'
import { MainThread } from './main-thread.ts'
import type { ThreadStart } from './thread-messages.ts'

/** A thread that carries calls: started by call-thread.ts. */

if (parentPort === null) throw new Error('This file is a thread of the gateway.')
const main = new MainThread(parentPort)
const { number, logLevel, booksPlace, ...settings } = workerData as ThreadStart
const log = pino({ base: { thread: number }, level: logLevel }, pino.destination({ fd: 2, sync: true }))
process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'))
try {
  const gateway = await startCarrier({
    ...settings,
    journal: { ...booksPlace, thread: number },
    listen: () => main.listen(),
    follow: (needs) => main.follow(needs),
    keyUses: main.keyUses,
    keptRequests: main.keptRequests,
    touched: main.touched,
    policies,
    protocols,
    log,
  })
  main.send({ type: 'ready', ports: gateway.ports })
  await gateway.stop(await main.stopping)
  process.exit()
} catch (error) {
  main.send({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
  process.exit(1)
}
