import { createCounterMemory } from '../counters/create-counter-memory.ts'
import { SharedMemoryCounterStore } from '../counters/shared-memory.ts'
import { startThreads, type ThreadedGateway } from '../threads/start-threads.ts'
import { RawConnection } from './raw-client.ts'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './test-gateway.ts'
import { until } from './until.ts'

export interface TestThreads extends AsyncDisposable {
  readonly tollgate: TestGateway
  /** What all threads count in. */
  readonly counters: SharedMemoryCounterStore
  /** Ends a thread (from 1) as a crash does. */
  crash(number: number): Promise<void>
  /** Waits until all of them take calls. */
  untilAllListen(): Promise<void>
}

/** A test gateway whose calls are carried by worker threads; what those log is not seen. */
export async function startTestThreads(threads: number, options: TestGatewayOptions = {}): Promise<TestThreads> {
  const counterMemory = createCounterMemory()
  let gateway: ThreadedGateway | undefined
  const tollgate = await startTestGateway({
    ...options,
    start: async (given) => {
      gateway = await startThreads({ ...given, threads, counterMemory, logLevel: 'silent' })
      return gateway
    },
  })
  return {
    tollgate,
    counters: new SharedMemoryCounterStore(counterMemory),
    crash: async (number) => gateway?.crash(number),
    untilAllListen: () => until('all threads to listen', () => gateway?.listeningThreads() === threads, 20_000),
    [Symbol.asyncDispose]: () => tollgate[Symbol.asyncDispose](),
  }
}

/** Calls that all leave at the same moment, each on a connection of its own that is open before. */
export async function atOnce(port: number, count: number, request: string): Promise<readonly RawConnection[]> {
  const connections = await Promise.all(Array.from({ length: count }, () => RawConnection.open(port)))
  for (const connection of connections) connection.write(request)
  return connections
}

/** How many of them have got an answer with this status until now. */
export function answeredWith(status: number, connections: readonly RawConnection[]): number {
  return connections.filter(({ statuses }) => statuses[0] === status).length
}

export async function untilAnswered(connections: readonly RawConnection[], count = connections.length): Promise<void> {
  const isAnswered = ({ statuses }: RawConnection) => statuses.length > 0
  await until(`${count} answers`, () => connections.filter(isAnswered).length >= count, 30_000)
}

export function closeAll(connections: readonly RawConnection[]): void {
  for (const { socket } of connections) socket.destroy()
}

/** A call as bytes. */
export function requestBytes(path: string, key: string, body: string): string {
  const head = [`POST ${path} HTTP/1.1`, 'host: localhost', `apikey: ${key}`, `content-length: ${body.length}`]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
