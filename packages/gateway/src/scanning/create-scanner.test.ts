import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { personalDetectors, secretDetectors } from './built-in-detectors.ts'
import { createScanner, type ScannerOptions } from './create-scanner.ts'
import { CompiledDetectors } from './detector-set.ts'
import { evilPatterns } from './samples/evil-patterns.ts'
import type { DetectorSet, Span } from './scanner.ts'

const emails = { builtIn: ['email'], custom: [] }
const long = `${'words and more words, '.repeat(2_000)}jane@example.com`
const spansOfLong = [{ start: 44_000, end: 44_016, label: 'email' }]
/** Takes time quadratic in the text: every hit is behind a search to the end. */
const endless = { builtIn: [], custom: [{ label: 'endless', pattern: 'a.*z|a' }] }
const forEndless = 'a'.repeat(400_000)

describe('Scanner.scan', () => {
  test('answers at once for a short text, and by a thread for a long one, with the same spans', async () => {
    await withScanner({}, async (scanner) => {
      const set = scanner.compile(emails)
      assert.deepEqual(scanner.scan(set, 'to jane@example.com'), [{ start: 3, end: 19, label: 'email' }])
      const answer = scanner.scan(set, long)
      assert.ok(answer instanceof Promise)
      assert.deepEqual(await answer, spansOfLong)
      assert.deepEqual(set.scan(long), spansOfLong)
    })
  })

  test('remembers what it has scanned, for these detectors only', async () => {
    await withScanner({}, async (scanner) => {
      const set = scanner.compile(emails)
      const first = await scanner.scan(set, long)
      assert.equal(scanner.scan(set, long), first)
      assert.equal(scanner.scan(scanner.compile(emails), long), first)
      assert.deepEqual(await scanner.scan(scanner.compile({ ...emails, builtIn: ['ip'] }), long), [])
    })
  })

  test('takes a detector set of another scanner', async () => {
    await withScanner({}, async (scanner) => {
      assert.deepEqual(await scanner.scan(new CompiledDetectors(emails), long), spansOfLong)
    })
  })

  test('gives many short texts of one turn to a thread, so that they do not hold up the loop together', async () => {
    await withScanner({}, async (scanner) => {
      const set = scanner.compile(emails)
      const texts = Array.from({ length: 100 }, (_, index) => `${index} ${long.slice(-4_000)}`)
      const answers = texts.map((text) => scanner.scan(set, text))
      const later = answers.filter((answer) => answer instanceof Promise)
      assert.ok(later.length > 50 && later.length < 100, `${later.length}`)
      for (const spans of await Promise.all(answers)) assert.equal(spans.length, 1)
      const soon = scanner.scan(set, `again ${long.slice(-4_000)}`)
      assert.ok(!(soon instanceof Promise))
    })
  })
})

describe('a thread that scans', () => {
  test('is ended where it takes too long: the scan is rejected, and the next one finds a new thread', async () => {
    await withScanner({ scanMs: 300, threads: 1 }, async (scanner) => {
      const killed = assert.rejects(scan(scanner, scanner.compile(endless), forEndless), {
        message: 'A scan took longer than 300 ms.',
      })
      const next = scan(scanner, scanner.compile(emails), long)
      await killed
      assert.deepEqual(await next, spansOfLong)
    })
  })

  test('takes over what takes too long on the loop', async () => {
    await withScanner({ scanMs: 300 }, async (scanner) => {
      const answer = scanner.scan(scanner.compile(endless), 'a'.repeat(16_000))
      assert.ok(answer instanceof Promise)
      await answer.catch(() => {})
    })
  })

  test('has a bounded queue', async () => {
    await withScanner({ scanMs: 300, threads: 1, queued: 2, queuedCharacters: 200_000 }, async (scanner) => {
      const set = scanner.compile(emails)
      const running = scan(scanner, scanner.compile(endless), forEndless.slice(0, 150_000))
      const waiting = [scan(scanner, set, `1 ${long}`), scan(scanner, set, `2 ${long}`)]
      await assert.rejects(scan(scanner, set, `3 ${long}`), { message: 'Too many texts wait to be scanned.' })
      await assert.rejects(running)
      for (const answer of waiting) assert.equal((await answer).length, 1)
      await assert.rejects(scan(scanner, set, 'x'.repeat(200_001)), { message: 'Too many texts wait to be scanned.' })
    })
  })

  test('ends with the scanner, and whatever it was to do is rejected', async () => {
    const scanner = createScanner({ threads: 1 })
    const answers = [endless, emails].map((spec) => scan(scanner, scanner.compile(spec), forEndless))
    const rejected = answers.map((answer) => assert.rejects(answer, { message: 'The scanner is closed.' }))
    await scanner.close()
    await Promise.all(rejected)
    await assert.rejects(scan(scanner, scanner.compile(emails), long), { message: 'The scanner is closed.' })
  })

  test('lets the process end', async () => {
    const program = `
      import { createScanner } from ${JSON.stringify(join(import.meta.dirname, 'create-scanner.ts'))}
      const scanner = createScanner()
      const spans = await scanner.scan(scanner.compile({ builtIn: ['email'], custom: [] }), ${JSON.stringify(long)})
      console.log(spans.length)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const output: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text))
    const [code] = await once(child, 'close')
    assert.deepEqual([code, output.join('')], [0, '1\n'])
  })
})

describe('1 MiB does not hold up the event loop', () => {
  for (const { pattern, unit, end } of evilPatterns)
    test(`of what stops other engines in ${pattern.slice(0, 40)}: refused with a reason, scanned, or ended`, async () => {
      await withScanner({ scanMs: 1_000 }, async (scanner) => {
        const set = compiled(scanner, pattern)
        if (set === undefined) return
        await assertQuiet(async (round) => {
          const texts = [1_048_576, 16_000, 3_000].map(
            (length) => `${round} ${unit.repeat(length / unit.length)}${end}`,
          )
          for (const answer of await Promise.allSettled(texts.map((text) => scanInTurn(scanner, set, text))))
            if (answer.status === 'rejected')
              assert.match(String(answer.reason), /^Error: A scan took longer than 1000 ms/)
        })
      })
    })

  test('of one character with all built-in detectors', async () => {
    const units = ['a', '@', '1', ' ', '-', '.', '+', ':', '(', '4244 ', 'a@', 'a.', 'eyJ', 'key=', '\u200b', '４']
    await withScanner({}, async (scanner) => {
      const set = scanner.compile({ builtIn: [...personalDetectors, ...secretDetectors], custom: [] })
      for (const unit of [...units, `-----BEGIN ${'PRIVATE KEY'}-----`])
        await assertQuiet(async (round) => {
          const spans = await scanInTurn(scanner, set, `${round} ${unit.repeat(1_048_576 / unit.length)}`)
          assert.equal(spans.length, 0, unit)
        })
    })
  })

  test('which is not so where the loop does the work itself', async () => {
    const set = new CompiledDetectors({ builtIn: [...personalDetectors, ...secretDetectors], custom: [] })
    const longest = await longestTurn(async () =>
      set.scanWithin('4242 a@b.co '.repeat(80_000), Number.POSITIVE_INFINITY),
    )
    assert.ok(longest > 50)
  })
})

/** Whatever else a busy machine does can only make a turn longer, so one quiet round of three shows that ours is short. */
async function assertQuiet(work: (round: number) => Promise<void>): Promise<void> {
  const turns: number[] = []
  for (let round = 0; round < 3 && turns.every((longest) => longest > 50); round++)
    turns.push(await longestTurn(() => work(round)))
  assert.ok(
    turns.some((longest) => longest <= 50),
    `the loop stood still for ${turns.join(', ')} ms`,
  )
}

function compiled(scanner: ReturnType<typeof createScanner>, pattern: string): DetectorSet | undefined {
  try {
    return scanner.compile({ builtIn: [], custom: [{ label: 'evil', pattern }] })
  } catch (error) {
    assert.match(String(error), /^Error: evil: The pattern (?:uses|is|cannot be read)/)
    return undefined
  }
}

async function scan(
  scanner: ReturnType<typeof createScanner>,
  set: DetectorSet,
  text: string,
): Promise<readonly Span[]> {
  return scanner.scan(set, text)
}

/** In a turn of the loop of its own, as calls come. */
async function scanInTurn(scanner: ReturnType<typeof createScanner>, set: DetectorSet, text: string) {
  await setImmediate()
  return scanner.scan(set, text)
}

async function withScanner(
  options: ScannerOptions,
  use: (scanner: ReturnType<typeof createScanner>) => Promise<void>,
): Promise<void> {
  const scanner = createScanner(options)
  try {
    await use(scanner)
  } finally {
    await scanner.close()
  }
}

/**
 * The longest turn of this thread's event loop while `work` is done, in milliseconds of its own processor time: what other programs
 * and threads of a busy machine take does not count.
 */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let last = ownTime()
  const ticking = setInterval(() => {
    const now = ownTime()
    longest = Math.max(longest, now - last)
    last = now
  }, 1)
  await work()
  clearInterval(ticking)
  return Math.max(longest, ownTime() - last)
}

function ownTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
