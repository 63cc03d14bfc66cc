import { AssertionError } from 'node:assert'
import { appendFileSync } from 'node:fs'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import type { TestRecord } from './test-record.ts'

const shown = { depth: 6, breakLength: 120 }

type Ended = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>['data']

/**
 * A node:test reporter that appends TestRecords to the file named in the query of its own URL: synchronously, so that what a
 * crashing process had already said is not lost, and away from stdout, which belongs to the tests.
 */
export default async function* eventReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const file = new URL(import.meta.url).searchParams.get('records')
  if (file === null) throw new Error('the reporter needs ?records=<file>')
  for await (const event of source) {
    const record = toRecord(event)
    if (record !== null) appendFileSync(file, `${JSON.stringify(record)}\n`)
  }
  yield ''
}

function toRecord(event: TestEvent): TestRecord | null {
  switch (event.type) {
    case 'test:start':
      return { type: 'start', name: event.data.name, nesting: event.data.nesting }
    case 'test:pass':
      return ended(event.data, null)
    case 'test:fail':
      return ended(event.data, event.data.details.error)
    case 'test:diagnostic':
      return /^(Error|Warning): /.test(event.data.message) ? { type: 'warning', text: event.data.message } : null
    case 'test:summary':
      return { type: 'finished' }
    default:
      return null
  }
}

function ended(data: Ended, error: (Error & { cause?: unknown; failureType?: string }) | null): TestRecord {
  const excuse = [data.skip, data.todo].find((word) => word !== undefined && word !== false)
  return {
    type: 'end',
    name: data.name,
    nesting: data.nesting,
    file: data.file ?? null,
    line: data.line ?? null,
    passed: error === null,
    skipped: excuse === undefined ? null : typeof excuse === 'string' ? excuse : '',
    error: error === null || error.failureType === 'subtestsFailed' ? null : describe(error),
  }
}

/** node:test wraps what was thrown; the wrapper's own stack tells nothing. */
function describe(error: Error & { cause?: unknown }): string {
  const thrown = error.cause ?? error
  if (typeof thrown === 'string') return thrown
  const text = thrown instanceof AssertionError ? (thrown.stack ?? thrown.message) : inspect(thrown, shown)
  return text.replace(/^ {4}at .*\bnode:internal\/.*\n?/gm, '')
}
