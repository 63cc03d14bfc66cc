import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { summariseProfile } from './summarise-profile.ts'

function node(id: number, functionName: string, url = '', lineNumber = -1) {
  return { id, callFrame: { functionName, url, lineNumber } }
}

describe('summariseProfile', () => {
  it('shares out the time that was not idle', () => {
    const { functions, places } = summariseProfile({
      nodes: [
        node(1, '(idle)'),
        node(2, '(garbage collector)'),
        node(3, 'handle', 'file:///a/b/packages/gateway/src/server/handler.ts', 9),
        node(4, '', 'file:///a/b/node_modules/undici/lib/core/util.js', 0),
        node(5, 'writev'),
      ],
      samples: [1, 2, 3, 3, 4, 5],
      timeDeltas: [1000, 10, 30, 20, 30, 10],
    })
    assert.deepEqual(functions, [
      { name: 'handle  gateway/src/server/handler.ts:10', percent: 50 },
      { name: '(anonymous)  undici/lib/core/util.js:1', percent: 30 },
      { name: '(garbage collector)', percent: 10 },
      { name: 'writev', percent: 10 },
    ])
    assert.deepEqual(
      places.map((place) => place.name),
      ['gateway/src/server/handler.ts', 'undici/lib/core/util.js', '(garbage collector)', '(native)'],
    )
  })
})
