import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keptRequestsAtOnceMax } from '@tollgate/contract/gateway-link'
import {
  handOverBytesMax,
  RequestQueue,
  type WaitingRequest,
  waitingBytesMax,
  waitingRequestsMax,
} from './request-queue.ts'

function requestOf(id: string, bytes = 2): WaitingRequest {
  return {
    ...{ id, apiId: 'api_1', at: 1, operation: 'POST /responses', protocol: 'openai-responses', agent: 'other' },
    ...{ outcome: 'answered', capture: 'full', body: Buffer.alloc(bytes, 0x20) },
  }
}

function queueOf(count: number, bytes?: number): RequestQueue {
  const queue = new RequestQueue()
  for (let index = 0; index < count; index++) queue.note(requestOf(`r${index}`, bytes))
  return queue
}

function idsOf(requests: readonly WaitingRequest[]): string[] {
  return requests.map(({ id }) => id)
}

/** Everything that waits, in order. */
function drained(queue: RequestQueue): string[] {
  const ids: string[] = []
  while (!queue.isEmpty) ids.push(...idsOf(queue.take()))
  return ids
}

test('RequestQueue hands out the oldest first, so many at once', () => {
  const queue = queueOf(keptRequestsAtOnceMax + 3)
  const first = idsOf(queue.take())
  assert.equal(first.length, keptRequestsAtOnceMax)
  assert.deepEqual([first[0], first.at(-1)], ['r0', `r${keptRequestsAtOnceMax - 1}`])
  assert.deepEqual(drained(queue), ['r50', 'r51', 'r52'])
  assert.equal(queue.takeDropped(), 0)
})

test('RequestQueue hands out no more bytes at once than it may, but always one request', () => {
  const half = handOverBytesMax / 2
  const queue = queueOf(3, half)
  assert.deepEqual(idsOf(queue.take()), ['r0', 'r1'])
  queue.giveBack([requestOf('large', handOverBytesMax + 1)])
  assert.deepEqual(idsOf(queue.take()), ['large'])
  assert.deepEqual(drained(queue), ['r2'])
})

test('RequestQueue lets the oldest go by number and by bytes, and counts them', () => {
  const many = queueOf(waitingRequestsMax + 5)
  assert.equal(many.takeDropped(), 5)
  assert.equal(many.takeDropped(), 0, 'each is told once')
  assert.equal(drained(many)[0], 'r5')
  const large = queueOf(20, 1_048_576)
  assert.equal(large.takeDropped(), 20 - waitingBytesMax / 1_048_576)
  assert.equal(drained(large)[0], 'r4')
})

test('RequestQueue takes back what could not be handed over as the oldest, which go first where there is no room', () => {
  const queue = queueOf(waitingRequestsMax)
  const taken = queue.take()
  queue.note(requestOf('new'))
  queue.giveBack(taken)
  assert.equal(queue.takeDropped(), 1)
  const ids = drained(queue)
  assert.equal(ids.length, waitingRequestsMax)
  assert.deepEqual([ids[0], ids.at(-1)], ['r1', 'new'])
})

test('RequestQueue has room again for what was taken', () => {
  const queue = queueOf(16, 1_048_576)
  while (!queue.isEmpty) queue.take()
  for (let index = 0; index < 16; index++) queue.note(requestOf(`n${index}`, 1_048_576))
  assert.equal(queue.takeDropped(), 0)
})
