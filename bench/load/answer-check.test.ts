import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deltaEvent, plainAnswer, plainEnding, streamEnding, streamEvents } from '../payloads/responses-answer.ts'
import { AnswerCheck, readSendTimes } from './answer-check.ts'

function verdictOf(check: AnswerCheck, text: string, size = text.length): string | null {
  const bytes = Buffer.from(text)
  check.start()
  for (let at = 0; at < bytes.length; at += size) check.take(bytes, at, Math.min(bytes.length, at + size))
  return check.verdict()
}

describe('AnswerCheck', () => {
  const stream = streamEvents(20).join('')
  const check = new AnswerCheck({ events: 20, ending: streamEnding })

  it('passes a whole stream wherever it is cut', () => {
    for (let size = 1; size < 700; size += 3) assert.equal(verdictOf(check, stream, size), null, `pieces of ${size}`)
  })

  it('counts the end of an event once where pieces overlap in the buffer', () => {
    assert.equal(verdictOf(check, `${stream}\n`), null)
    check.start()
    const bytes = Buffer.from('data: 1\n\n\n\n')
    assert.equal(check.take(bytes, 0, 9), 1)
    assert.equal(check.take(bytes, 9, 10), 0)
    assert.equal(check.take(bytes, 10, 11), 1)
  })

  it('says what is wrong with a broken one', () => {
    assert.match(verdictOf(check, streamEvents(19).join('')) ?? '', /19 events instead of 20/)
    const cut = `${stream.slice(0, -600)}\n\n`
    assert.match(verdictOf(check, cut) ?? '', /does not end with/)
  })

  it('takes a plain answer', () => {
    const plain = new AnswerCheck({ events: 0, ending: plainEnding })
    assert.equal(verdictOf(plain, plainAnswer(1024), 100), null)
    assert.match(verdictOf(plain, '{"error":{}}') ?? '', /does not end/)
  })
})

describe('readSendTimes', () => {
  it('finds the send times and passes over events without one', () => {
    const text = deltaEvent('a', '000000000000042') + deltaEvent('b') + deltaEvent('c', '000001234567890')
    const times: number[] = []
    readSendTimes(Buffer.from(text), 0, text.length, (sentAt) => times.push(sentAt))
    assert.deepEqual(times, [42, 1_234_567_890])
  })
})
