import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemoryCounterStore } from '../counters/memory.ts'
import { createCallJournal } from '../quota/call-journal.ts'
import { compiledApi, testExchange } from '../testing/test-exchange.ts'
import { AdmittedJournal } from './admitted-journal.ts'
const dir = mkdtempSync(join(tmpdir(), 'q1-'))
mkdirSync(join(dir, 'open'))
const log = { journalFailed: console.error, journalRecovered: () => {} }
const journal = new AdmittedJournal({ directory: join(dir, 'open'), usageDirectory: dir, name: { seat: 0, run: 'r', thread: 0 }, log, now: Date.now })
const store = new MemoryCounterStore()
const calls = createCallJournal(journal)
const api = compiledApi([])
const n = 100_000
const limits = ['requests', 'total-tokens', 'output-tokens'].map((m) => ({ id: `sub_01JABCDEF0123456789 ${m} 1 day`, period: { unit: 'day' as const, count: 1 }, limit: 1e9, amount: 100 }))
for (const mode of ['without', 'with', 'without', 'with']) {
  const xs = Array.from({ length: n }, (_, i) => { const x = testExchange(api); (x as any).id = `x-${i}-01JABCDEF`; (x.request as any).headers = { 'user-agent': 'codex_exec/0.169.0 (Debian 13.0.0; x86_64) xterm-256color', 'x-codex-turn-metadata': '{"workspaces":{"/home/a/b":{"remote":"https://github.com/a/b","commit":"0123456789"}},"thread":"abc"}' }; return x })
  const c0 = process.cpuUsage(); const t0 = performance.now()
  for (const x of xs) {
    const r = store.reserve(limits, Date.now(), 1e6)
    if (r.kind !== 'reserved') throw new Error(r.kind)
    const noted = mode === 'with' ? calls.note(x, { limits, at: Date.now(), leaseMs: 1e6 }, r) : r
    if (noted.kind !== 'reserved') throw new Error('no')
    noted.settle([1, 50, 50], Date.now())
    if (mode === 'with') journal.settled(x.id)
  }
  const c = process.cpuUsage(c0)
  console.log(mode, ((performance.now() - t0) * 1000 / n).toFixed(2), 'us wall', ((c.user + c.system) / n).toFixed(2), 'us cpu')
}
journal.close()
