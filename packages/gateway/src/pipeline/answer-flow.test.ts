import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { endpointRow } from '../testing/rows.ts'
import { eventsOf, responsesStream } from '../testing/test-answers.ts'
import { compiledApi, testCall } from '../testing/test-exchange.ts'
import type { UpstreamHead } from '../upstream/upstream.ts'
import { AnswerFlow, type AttemptEnd } from './answer-flow.ts'
import type { ClientSide } from './client-side.ts'

const events = eventsOf(responsesStream())

/** One flow, and what it does to the client, the provider and the ledger, in one list. */
function startFlow() {
  const steps: string[] = []
  const ends: AttemptEnd[] = []
  const listeners = { gone: () => {}, drained: () => {} }
  const client: ClientSide & { hasRoom: boolean } = {
    hasRoom: true,
    isGone: false,
    respond: (status) => steps.push(`respond ${status}`),
    head: (status) => steps.push(`head ${status}`),
    write(bytes) {
      steps.push(bytes.includes('event: response.completed') ? 'terminal' : 'events')
      return this.hasRoom
    },
    end: (bytes) => steps.push(bytes === undefined ? 'end' : 'end with bytes'),
    abort: () => steps.push('abort'),
    onceDrained(listener) {
      listeners.drained = listener
    },
    onGone(listener) {
      listeners.gone = listener
    },
  }
  const preset = testCall(compiledApi([]))
  const call = {
    ...preset,
    client,
    watch: { add: () => {}, delete: () => {}, close: () => {} },
    ledger: { append: ({ outcome }: { outcome: string }) => steps.push(`record ${outcome}`) },
  }
  const flow = new AnswerFlow(call, endpointRow('http://provider.test'), (end) => ends.push(end))
  flow.start({ pause: () => steps.push('pause'), resume: () => steps.push('resume'), abort: () => steps.push('stop') })
  return { flow, steps, ends, client, listeners }
}

function head(contentType: string, status = 200): UpstreamHead {
  return { status, headers: [], contentType, contentEncoding: '', requestId: null }
}

describe('AnswerFlow', () => {
  it('writes the record between the last event before the terminal one and the terminal one', () => {
    const { flow, steps, ends } = startFlow()
    flow.onHead(head('text/event-stream'))
    for (const event of events) flow.onData(event)
    flow.onEnd()
    const before = events.slice(0, -1).map(() => 'events')
    assert.deepEqual(steps, ['head 200', ...before, 'record answered', 'terminal', 'end'])
    assert.deepEqual(ends, [{ kind: 'done' }])
  })

  it('writes the record first where everything comes in one piece', () => {
    const { flow, steps } = startFlow()
    flow.onHead(head('text/event-stream'))
    flow.onData(responsesStream())
    assert.deepEqual(steps, ['head 200', 'record answered', 'terminal'])
  })

  it('writes the record of a plain answer, and of an error, before the answer', () => {
    for (const status of [200, 500]) {
      const { flow, steps } = startFlow()
      flow.onHead(head('application/json', status))
      flow.onData(Buffer.from('{"status":"completed"}'))
      flow.onEnd()
      assert.deepEqual(steps, [`record ${status === 200 ? 'answered' : 'failed'}`, `respond ${status}`])
    }
  })

  it('writes the record of a stream that is cut before it says so', () => {
    const { flow, steps } = startFlow()
    flow.onHead(head('text/event-stream'))
    flow.onFailure({ code: 'provider_stream_cut', detail: 'reset' })
    assert.deepEqual(steps, ['head 200', 'stop', 'record failed', 'end with bytes'])
  })

  it('stops the provider for as long as the client has no room', () => {
    const { flow, steps, client, listeners } = startFlow()
    flow.onHead(head('text/event-stream'))
    client.hasRoom = false
    flow.onData(events[0] ?? Buffer.alloc(0))
    client.hasRoom = true
    listeners.drained()
    flow.onData(events[1] ?? Buffer.alloc(0))
    assert.deepEqual(steps, ['head 200', 'events', 'pause', 'resume', 'events'])
  })

  it('ends once, however many ways there are to end', () => {
    const { flow, steps, ends, listeners } = startFlow()
    flow.onHead(head('text/event-stream'))
    flow.onData(responsesStream())
    flow.onEnd()
    listeners.gone()
    flow.tick(performance.now() + 1e9)
    assert.equal(steps.filter((step) => step.startsWith('record')).length, 1)
    assert.equal(ends.filter(({ kind }) => kind === 'done').length >= 1, true)
  })

  it('hands a failure on, untold to the client, where another endpoint may still be tried', () => {
    const { flow, steps, ends } = startFlow()
    flow.onFailure({ code: 'provider_unreachable', detail: 'refused' })
    assert.deepEqual(steps, [])
    assert.equal(ends[0]?.kind === 'failed' && ends[0].refusal.code, 'provider_unreachable')
  })
})
