import assert from 'node:assert/strict'
import { test } from 'node:test'
import { subscriptionsAtOnce } from '@tollgate/contract/snapshot'
import { SubscriptionBlocks } from './subscription-blocks.ts'

function textOf(id: string, planId: string | null): string {
  return JSON.stringify([id, 'a', `api of ${id}`, planId, 'active'])
}

function idAt(number: number): string {
  return `sub_${String(number).padStart(4, '0')}`
}

/** Blocks as a store gives them, of every second id. */
function filled(): { blocks: SubscriptionBlocks; model: Map<string, string> } {
  const blocks = new SubscriptionBlocks()
  const model = new Map<string, string>()
  for (let start = 0; start < 500; start += subscriptionsAtOnce) {
    const ids = Array.from({ length: subscriptionsAtOnce }, (_, index) => idAt((start + index) * 2))
    for (const id of ids) model.set(id, textOf(id, null))
    const packed = ids.map((id) => textOf(id, null)).join(',')
    blocks.append({ first: ids[0] ?? '', last: ids.at(-1) ?? '', packed })
  }
  return { blocks, model }
}

function assertSame(blocks: SubscriptionBlocks, model: ReadonlyMap<string, string>): void {
  assert.deepEqual(new Map(blocks.texts()), model)
  const messages = blocks.packed().map((packed) => JSON.parse(`[${packed}]`) as Array<readonly string[]>)
  assert.deepEqual(
    messages
      .flat()
      .map((row) => JSON.stringify(row))
      .sort(),
    [...model.values()].sort(),
  )
  for (const message of messages) assert.ok(message.length > 0 && message.length <= subscriptionsAtOnce)
}

test('SubscriptionBlocks hold what a map would, through any changes, opened and packed', () => {
  const { blocks, model } = filled()
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  for (let step = 0; step < 4_000; step++) {
    const id = idAt(random(1_100))
    if (random(3) === 0) {
      blocks.delete(id)
      model.delete(id)
    } else {
      const text = textOf(id, random(2) === 0 ? null : `plan ${step}`)
      blocks.set(id, text)
      model.set(id, text)
    }
    const asked = idAt(random(1_100))
    assert.equal(blocks.get(asked), model.get(asked))
    if (step % 500 === 0) assertSame(blocks, model)
  }
  assertSame(blocks, model)
  for (const id of model.keys()) blocks.delete(id)
  assertSame(blocks, new Map())
  blocks.set('again', textOf('again', null))
  assertSame(blocks, new Map([['again', textOf('again', null)]]))
})

test('SubscriptionBlocks.append puts a block that is out of order where its rows belong', () => {
  const { blocks, model } = filled()
  const ids = ['sub_0001', 'sub_0500', 'zzz']
  for (const id of ids) model.set(id, textOf(id, 'late'))
  const packed = ids.map((id) => textOf(id, 'late')).join(', ')
  blocks.append({ first: 'sub_0001', last: 'zzz', packed })
  assertSame(blocks, model)
  for (const id of ids) assert.equal(blocks.get(id), textOf(id, 'late'))
})

test('SubscriptionBlocks.packed is what they were at the moment', () => {
  const { blocks, model } = filled()
  const before = blocks.packed()
  blocks.delete(idAt(0))
  blocks.set(idAt(1), textOf(idAt(1), null))
  assert.deepEqual(before.join(','), [...model.values()].join(','))
})
