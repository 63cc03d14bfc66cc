import type { MessagePort } from 'node:worker_threads'
import type { KeptRequests } from '../capture/request-queue.ts'
import { SnapshotHolder } from '../config/holder.ts'
import { readLines } from '../config/read-lines.ts'
import type { SnapshotReader } from '../config/snapshot-reader.ts'
import type { Config } from '../config/source.ts'
import type { CarrierNeeds } from '../gateway.ts'
import { TouchedLimits } from '../quota/touched-limits.ts'
import type { ListenAt } from '../server/listening.ts'
import { KeyUses } from '../usage/key-uses.ts'
import type { FromThread, ToThread } from './thread-messages.ts'

/** How often the main thread is told how many calls are open here, which keys were used, and which limits calls have touched. */
const noteEveryMs = 1_000
/** The others wait for the next note. */
const touchedMax = 1_000

/**
 * The main thread, as a thread that carries calls sees it: the configuration comes from there, and what the gateway reports once for all of its
 * threads goes there.
 */
export class MainThread {
  readonly keyUses = new KeyUses()
  readonly touched = new TouchedLimits()
  readonly keptRequests: KeptRequests = {
    // A copy of its own: a small buffer is a piece of a large one, which would be copied whole.
    note: ({ body, ...request }) => this.send({ type: 'kept-request', request, body: Uint8Array.from(body) }),
  }
  private readonly port: MessagePort
  private readonly listenAt = Promise.withResolvers<ListenAt>()
  private readonly stopAsked = Promise.withResolvers<number>()

  constructor(port: MessagePort) {
    this.port = port
  }

  /** Resolves, once the main thread says so, with the time that open calls have to end. */
  get stopping(): Promise<number> {
    return this.stopAsked.promise
  }

  send(message: FromThread): void {
    this.port.postMessage(message)
  }

  /** Resolves once a configuration is in force. */
  async follow({ registry, onChange, openCalls }: Omit<CarrierNeeds, 'countersStatus'>) {
    const arrived = Promise.withResolvers<void>()
    const holder = new SnapshotHolder(registry, (index, change) => {
      onChange(index, change)
      arrived.resolve()
    })
    const reader = holder.reader()
    this.port.on('message', (message: ToThread) => {
      switch (message.type) {
        case 'configuration':
          return void this.take(message.text, holder, reader)
        case 'listen':
          return this.listenAt.resolve(message.at)
        case 'stop':
          return this.stopAsked.resolve(message.graceMs)
      }
    })
    await arrived.promise
    const stopNoting = this.noteNews(openCalls)
    return { holder, report: () => {}, stop: async () => stopNoting() } satisfies Config
  }

  listen(): Promise<ListenAt> {
    this.send({ type: 'prepared' })
    return this.listenAt.promise
  }

  private async take(text: string, holder: SnapshotHolder, reader: SnapshotReader): Promise<void> {
    try {
      await readLines(only(text), (line) => reader.takeLine(line))
      this.send({ type: 'taken', version: holder.version })
    } catch (error) {
      // The main thread has put it in force: a thread that cannot is of no use, and dies of it.
      setImmediate(() => {
        throw error
      })
    }
  }

  /** The last note is sent when it is stopped. */
  private noteNews(openCalls: () => number): () => void {
    let told = 0
    const note = () => {
      const open = openCalls()
      const keyUses = this.keyUses.take()
      const touched = this.touched.take(touchedMax)
      if (open === told && keyUses.length === 0 && touched.length === 0) return
      told = open
      this.send({ type: 'note', openCalls: open, keyUses, touched })
    }
    const timer = setInterval(note, noteEveryMs).unref()
    return () => {
      clearInterval(timer)
      note()
    }
  }
}

async function* only(text: string): AsyncGenerator<string> {
  yield text
}
