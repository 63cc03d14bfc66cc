import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { scenarioList } from '../scenarios/scenario-list.ts'
import { codexRequestBody } from './codex-request.ts'
import { plainAnswer, streamEvents } from './responses-answer.ts'

describe('codexRequestBody', () => {
  it('has the asked size and is JSON that asks for a stream', () => {
    for (const bytes of [31_000, 100_000, 400_000]) {
      const body = codexRequestBody(bytes)
      assert.equal(body.length, bytes)
      const request = JSON.parse(body)
      assert.equal(request.stream, true)
      assert.equal(request.input[0].role, 'developer')
    }
  })
})

describe('plainAnswer', () => {
  it('has the asked size and states its usage', () => {
    const body = plainAnswer(1024)
    assert.equal(body.length, 1024)
    assert.equal(JSON.parse(body).usage.total_tokens, 8217)
  })
})

describe('streamEvents', () => {
  it('makes exactly the asked number of well-formed events, the terminal one last', () => {
    const events = streamEvents(100)
    assert.equal(events.length, 100)
    for (const event of events) {
      const [, type, data] = /^event: (\S+)\ndata: (.*)\n\n$/.exec(event) ?? []
      assert.equal(JSON.parse(data ?? '').type, type)
    }
    assert.match(events.at(-1) ?? '', /"type":"response.completed".*"total_tokens":8217/)
  })
})

describe('the scenarios', () => {
  it('have distinct names, and answers that meet their own expectation', () => {
    assert.equal(new Set(scenarioList.map((scenario) => scenario.name)).size, scenarioList.length)
    for (const scenario of scenarioList) {
      const { answer, expected } = scenario.workload({ seconds: 1 })
      const last =
        answer.kind === 'plain' ? answer.body : answer.kind === 'stream' ? answer.events.at(-1) : answer.closing.at(-1)
      for (const text of expected.ending)
        assert.ok((last ?? '').slice(-2048).includes(text), `${scenario.name}: ${text}`)
      if (answer.kind === 'stream') assert.equal(answer.events.length, expected.events)
    }
  })
})
