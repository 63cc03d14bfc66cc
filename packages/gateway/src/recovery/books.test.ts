import assert from 'node:assert/strict'
import { appendFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type UsageRecord, usageRecordSchema } from '@tollgate/contract/usage-record'
import { pino } from 'pino'
import type { Limit, LocalCounterStore } from '../counters/counter-store.ts'
import { createCounterMemory } from '../counters/create-counter-memory.ts'
import { MemoryCounterStore } from '../counters/memory.ts'
import { SharedMemoryCounterStore } from '../counters/shared-memory.ts'
import { Exchange } from '../pipeline/exchange.ts'
import { makeRecord } from '../pipeline/make-record.ts'
import { createCallJournal } from '../quota/call-journal.ts'
import { type TemporaryFolder, temporaryFolder } from '../testing/temporary-folder.ts'
import { compiledApi, testExchange } from '../testing/test-exchange.ts'
import { Books } from './books.ts'
import { ThreadBooks } from './thread-books.ts'

const startsAt = Date.parse('2026-11-23T10:00:30Z')
const leaseMs = 60_000
const api = compiledApi([])
const periods = {
  day: { unit: 'day', count: 1 },
  month: { unit: 'month', count: 1, timeZone: 'Asia/Tokyo' },
  rolling: { kind: 'rolling', unit: 'hour', count: 1 },
  open: { kind: 'concurrency' },
} as const satisfies Record<string, Limit['period']>

const stores: Record<string, () => LocalCounterStore> = {
  MemoryCounterStore: () => new MemoryCounterStore(),
  SharedMemoryCounterStore: () => new SharedMemoryCounterStore(createCounterMemory()),
}

for (const [name, open] of Object.entries(stores))
  describe(`Books with ${name}`, () => {
    let folder: TemporaryFolder
    let now: number
    let logLines: string[]
    let usageDirectory: string
    let store: LocalCounterStore
    let books: Books
    let thread: ThreadBooks
    let count = 0

    beforeEach(() => {
      folder = temporaryFolder()
      now = startsAt
      usageDirectory = join(folder.path, 'usage')
      start()
    })

    afterEach(async () => {
      thread.close()
      await books.close()
      folder[Symbol.dispose]()
    })

    function start(): void {
      logLines = []
      const log = pino({ base: null }, { write: (line: string) => logLines.push(line) })
      store = open()
      books = new Books({ usageDirectory, local: store, kept: null, log, now: () => now })
      const journal = { ...books.place, thread: 0 }
      thread = new ThreadBooks({ usageDirectory, name: journal, isShared: false, log, now: () => now })
    }

    /** What a process leaves behind that is killed now; the next one is started on it. */
    async function crash(): Promise<void> {
      const left = join(folder.path, `left-${++count}`)
      cpSync(usageDirectory, left, { recursive: true })
      thread.close()
      await books.close()
      usageDirectory = left
      start()
    }

    async function restart(): Promise<void> {
      thread.close()
      await books.close()
      start()
    }

    const limits = (amount: number): Limit[] =>
      Object.entries(periods).map(([id, period]) => ({ id, period, limit: null, amount }))

    function admit(amount = 100, named = limits(amount)) {
      const given = store.reserve(named, now, leaseMs)
      assert.equal(given.kind, 'reserved')
      const x = newExchange(`call-${++count}`)
      const asked = { limits: named, at: now, leaseMs }
      const noted = given.kind === 'reserved' && createCallJournal(thread.journal).note(x, asked, given)
      assert.ok(noted && noted.kind === 'reserved')
      return {
        id: x.id,
        end(used: number): void {
          void noted.settle(
            named.map(({ period }) => ('kind' in period && period.kind === 'concurrency' ? 0 : used)),
            now,
          )
          thread.append(makeRecord(x, 'answered', { ...x.usage, ...usageOf(used) }), x.charged)
        },
      }
    }

    function used(): Record<string, number> {
      const read = store.read(limits(0), now)
      assert.equal(read.kind, 'states')
      const states = read.kind === 'states' ? read.states : []
      assert.deepEqual(
        states.map(({ reserved }) => reserved),
        states.map(() => 0),
        'nothing is reserved',
      )
      return Object.fromEntries(Object.keys(periods).map((id, index) => [id, states[index]?.used ?? Number.NaN]))
    }

    const evenly = (amount: number) => ({ day: amount, month: amount, rolling: amount, open: 0 })

    it('counts again what was settled, though the counters were never saved', async () => {
      admit().end(70)
      admit().end(30)
      await crash()
      assert.deepEqual(used(), evenly(100))
      await crash()
      assert.deepEqual(used(), evenly(100))
      await restart()
      assert.deepEqual(used(), evenly(100))
    })

    it('books a call that was open by its estimate, once, however often it starts', async () => {
      const { id } = admit(250)
      admit().end(30)
      for (let starts = 0; starts < 3; starts++) {
        await crash()
        assert.deepEqual(used(), evenly(280))
        const [record, ...more] = records().filter((one) => one.id === id)
        assert.equal(more.length, 0)
        assert.deepEqual([record?.outcome, record?.status, record?.usage.estimated], ['failed', 0, true])
        assert.equal(record?.usage.source, 'estimate')
        assert.equal(records().length, 2)
      }
    })

    it('counts a call in the window in which it was admitted', async () => {
      now = Date.parse('2026-11-23T23:59:30Z')
      const late = admit(50)
      now += 40_000
      admit().end(7)
      late.end(40)
      await crash()
      assert.deepEqual(used(), { day: 7, month: 47, rolling: 7 + 40, open: 0 })
    })

    it('counts a lease that ended while the process lived once, saved or not', async () => {
      for (const isSaved of [false, true]) {
        const before = used().day ?? 0
        const long = admit(50)
        now += leaseMs + 1
        assert.equal(used().day, before + 50)
        if (isSaved) {
          const short = admit(20)
          await crashAfterSaving()
          assert.equal(used().day, before + 70, 'both were open')
          assert.ok(short.id !== long.id)
        } else {
          long.end(80)
          await crash()
          assert.equal(used().day, before + 80)
        }
      }
    })

    /** A saving that is whole, with calls open. */
    async function crashAfterSaving(): Promise<void> {
      await books.save()
      await crash()
    }

    it('counts nothing twice and loses nothing, whatever is settled while the counters are being saved', async () => {
      const named = (index: number): Limit[] => [
        { id: `counter-${index}`, period: periods.day, limit: null, amount: 10 },
        { id: `rolling-${index}`, period: periods.rolling, limit: null, amount: 10 },
      ]
      const expected = new Map<number, number>()
      let moment = 0
      for (let round = 0; round < 4; round++) {
        for (let index = 0; index < 600; index += 1 + (round % 3)) settle(index)
        const saving = books.save()
        const leaveAt = 2 * round
        for (let turn = 0; turn < leaveAt; turn++) {
          for (let index = turn % 7; index < 600; index += 97) settle(index)
          await nextTurn()
        }
        // Killed in the middle of the saving or after it.
        if (round % 2 === 0) await saving
        await crash()
        await saving
        compare()
      }
      function settle(index: number): void {
        const amount = 1 + (++moment % 9)
        now += 3
        admit(10, named(index)).end(amount)
        expected.set(index, (expected.get(index) ?? 0) + amount)
      }
      function compare(): void {
        for (const [index, amount] of expected) {
          const read = store.read(named(index), now)
          assert.ok(read.kind === 'states')
          assert.deepEqual(
            read.states.map((state) => state.used),
            [amount, amount],
            `counter ${index}`,
          )
        }
      }
    })

    it('takes away files that are of no use any more, and goes on with open calls in the next one', async () => {
      const open = admit(40)
      for (let index = 0; index < 4_000; index++) admit().end(1)
      assert.ok(admittedFiles().length > 1)
      await books.save()
      assert.equal(admittedFiles().length, 1)
      await crash()
      assert.equal(used().day, 4_040)
      assert.equal(records().filter(({ id }) => id === open.id).length, 1)
      assert.equal(admittedFiles().length, 0)
    })

    it('cuts off a torn record, and books its call', async () => {
      const { id } = admit(33)
      const [file] = usageFiles()
      appendFileSync(join(usageDirectory, file ?? 'usage-2026-11-23.ndjson'), `{"v":1,"id":"${id}","at":17`)
      await crash()
      assert.equal(used().day, 33)
      assert.deepEqual(
        records().map((record) => record.id),
        [id],
      )
      assert.match(logLines.join(''), /torn/)
    })

    it('leaves a damaged record aside, says so, and books its call', async () => {
      for (let index = 0; index < 3; index++) admit(20).end(5)
      const path = join(usageDirectory, usageFiles()[0] ?? '')
      const lines = readFileSync(path, 'utf8').split('\n')
      writeFileSync(path, [lines[0], lines[1]?.replace('answered', 'snswered'), ...lines.slice(2)].join('\n'))
      await crash()
      assert.equal(used().day, 5 + 20 + 5)
      assert.match(logLines.join(''), /"lines":1.*damaged/)
    })

    it('starts where the saved counters are damaged, and says so', async () => {
      admit().end(5)
      await restart()
      const path = join(usageDirectory, 'open', 'counters-0.ndjson')
      writeFileSync(path, readFileSync(path, 'utf8').replace('"used":5', '"used":6'))
      await crash()
      assert.match(logLines.join(''), /saved counters cannot be read/)
    })

    it('two processes in one folder take nothing of each other for left', async () => {
      const open = admit(10)
      const log = pino({ base: null }, { write: () => {} })
      const other = new Books({ usageDirectory, local: new MemoryCounterStore(), kept: null, log, now: () => now })
      assert.notEqual(other.place.seat, books.place.seat)
      assert.equal(records().length, 0)
      await other.close()
      open.end(4)
      assert.equal(records().length, 1)
    })

    it('a thread that is started again books the calls of the one before', async () => {
      const { id } = admit(60)
      const log = pino({ base: null }, { write: () => {} })
      thread.close()
      thread = new ThreadBooks({
        usageDirectory,
        name: { ...books.place, thread: 0 },
        isShared: true,
        log,
        now: () => now,
      })
      assert.deepEqual(
        records().map((record) => record.id),
        [id],
      )
      admit().end(1)
      await books.save()
      await crash()
      // Its lease had not ended when the process died: the call counts all the same.
      assert.deepEqual(used(), evenly(61))
      assert.equal(records().length, 2)
    })

    function usageFiles(): string[] {
      return readdirSync(usageDirectory).filter((file) => file.endsWith('.ndjson'))
    }

    function admittedFiles(): string[] {
      return readdirSync(join(usageDirectory, 'open')).filter((file) => file.startsWith('admitted'))
    }

    function records(): UsageRecord[] {
      return usageFiles().flatMap((file) =>
        readFileSync(join(usageDirectory, file), 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line) => usageRecordSchema.parse(JSON.parse(line))),
      )
    }
  })

function newExchange(id: string): Exchange {
  const { api: row, caller, protocol, operation, request, configVersion } = testExchange(api)
  return new Exchange({ id, api: row, caller, protocol, operation, request, configVersion })
}

function usageOf(total: number): UsageRecord['usage'] {
  const none = { cachedInputTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 }
  return { ...none, inputTokens: 0, outputTokens: total, totalTokens: total, estimated: false, source: 'provider' }
}
