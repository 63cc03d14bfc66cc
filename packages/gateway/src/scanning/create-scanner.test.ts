import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { compileJsonSchema } from '../json-schema/json-schema.ts'
import { personalDetectors, secretDetectors } from './built-in-detectors.ts'
import { createScanner, type ScannerOptions } from './create-scanner.ts'
import { CompiledDetectors } from './detector-set.ts'
import { evilPatterns } from './samples/evil-patterns.ts'
import type { DetectorSet, DetectorSpec, Span } from './scanner.ts'

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

/** That no turn of the loop is long, measured, with 1 MiB: tests/long/event-loop.test.ts. */
describe('what is done in one turn of the event loop', () => {
  const texts = Array.from({ length: 26 }, (_, index) => `${index} ${'x'.repeat(2_000)}`)

  test('is bounded, whatever the patterns, for texts that are whole and texts that are coming', async () => {
    await withScanner({}, async (scanner) => {
      const everything = { builtIn: [...personalDetectors, ...secretDetectors], custom: [] }
      const specs = evilPatterns.map(({ pattern }) => ({ builtIn: [], custom: [{ label: 'evil', pattern }] }))
      for (const spec of [everything, ...specs]) {
        const set = compiled(scanner, spec)
        if (!(set instanceof CompiledDetectors)) continue
        const answers = texts.flatMap((text) => [
          scanner.scan(set, text),
          scanner.look(set, { text, from: 0, isEnd: false }),
        ])
        const later = answers.filter((answer) => answer instanceof Promise)
        const cost = (answers.length - later.length) * (texts[0]?.length ?? 0) * set.weight
        assert.ok(cost <= 100_000, `${JSON.stringify(spec.custom)}: ${cost}`)
        await Promise.all(answers)
        await setImmediate()
      }
    })
  })

  test('is none of the work on a long text, or on one that is held against a JSON Schema', async () => {
    await withScanner({}, async (scanner) => {
      const set = scanner.compile(emails)
      const spans = scanner.scan(set, long)
      assert.ok(spans instanceof Promise)
      assert.deepEqual(await spans, spansOfLong)
      const look = scanner.look(set, { text: long, from: 0, isEnd: false })
      assert.ok(look instanceof Promise)
      assert.deepEqual(await look, { spans: spansOfLong, open: spansOfLong[0]?.start })
      const schema = compileJsonSchema({ required: ['a'] })
      assert.equal(scanner.hasValidObject(schema, ['{"a":1}']), true)
      await setImmediate()
      const answers = [`${long}{"a":1}`, long].map((text) => scanner.hasValidObject(schema, [text]))
      assert.ok(answers.every((answer) => answer instanceof Promise))
      assert.deepEqual(await Promise.all(answers), [true, false])
      await assert.rejects(async () => scanner.hasValidObject(schema, ['{}'.repeat(60_000)]), /beginnings/)
    })
  })
})

function compiled(scanner: ReturnType<typeof createScanner>, spec: DetectorSpec): DetectorSet | undefined {
  try {
    return scanner.compile(spec)
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
