import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { presentedKey } from '@tollgate/gateway/server/credential'
import { agentMetadataHeaders } from '@tollgate/gateway/upstream/agent-metadata'
import { requestHeadersForUpstream, responseHeadersForClient } from '@tollgate/gateway/upstream/forwarded-headers'
import { codeIn, readPage, root, type TableRow } from './page.ts'

const page = readPage('docs/reference/headers.md')
const toProvider = page.section('## What does not go to the provider').rows('header', 'why')
const fromProvider = page.section('## What does not come back').rows('header', 'why')
const source = readFileSync(join(root, 'packages/gateway/src/upstream/forwarded-headers.ts'), 'utf8')
/** Named on the page for what happens to them, not in the lists: what the API or the body adds, and what is written anew. */
const notInLists = ['keyHeader', 'content-encoding', 'accept-encoding: identity']

describe('headers.md', () => {
  test('lists what stays out of a request: every name of the code, and no other', () => {
    const named = namesOf(toProvider).filter((name) => !notInLists.includes(name) && !name.endsWith('*'))
    assert.deepEqual(named.toSorted(), listInSource('droppedFromRequest').toSorted())
  })

  test('is right that none of these goes to the provider', () => {
    for (const name of namesOf(toProvider).filter((name) => !notInLists.includes(name))) {
      const sent = requestHeadersForUpstream([exampleOf(name), 'value'], new Set())
      assert.deepEqual(sent, ['accept-encoding', 'identity'], name)
    }
  })

  test('lists what an API may keep back: every name of the code, and no other', () => {
    const kept = page.section('## What does not go to the provider').rows('kept back by `stripAgentMetadata`', 'of')
    const named = kept.flatMap((row) => codeIn(row['kept back by `stripAgentMetadata`'] ?? ''))
    assert.deepEqual(named.toSorted(), agentMetadataHeaders.toSorted())
  })

  test('lists what stays out of an answer: every name of the code, and no other', () => {
    const named = namesOf(fromProvider).filter((name) => !name.endsWith('*'))
    assert.deepEqual(named.toSorted(), listInSource('droppedFromResponse').toSorted())
  })

  test('is right that none of these comes back', () => {
    for (const name of namesOf(fromProvider))
      assert.deepEqual(responseHeadersForClient([exampleOf(name), 'value']).headers, [], name)
  })

  test('is right about what passes', () => {
    const passing = codeIn(/^Everything else passes: .*$/m.exec(page.text)?.[0] ?? '')
    assert.ok(passing.length > 3)
    for (const name of passing)
      assert.deepEqual(requestHeadersForUpstream([name, 'value'], new Set()).slice(0, 2), [name, 'value'])
  })

  test('is right about the order in which keys are looked for', () => {
    const order = [...page.text.matchAll(/^\d\. `([\w-]+)/gm)].map(([, name = '']) => name.toLowerCase())
    assert.equal(order.length, 4)
    for (const at of order.keys()) {
      const headers = Object.fromEntries(
        order.slice(at).map((name) => [name, name === 'authorization' ? 'Bearer key' : `key-${name}`]),
      )
      assert.equal(presentedKey(headers, null), order[at] === 'authorization' ? 'key' : `key-${order[at]}`)
    }
  })
})

function namesOf(rows: readonly TableRow[]): string[] {
  return rows.flatMap(({ header }) => codeIn(header ?? ''))
}

/** `x-forwarded-*` stands for a family. */
function exampleOf(name: string): string {
  return name.replace('*', 'example')
}

function listInSource(name: string): string[] {
  const list = source.slice(source.indexOf(`const ${name}`))
  return [...list.slice(0, list.indexOf('])')).matchAll(/^ {2}'(.+)',$/gm)].map(([, header]) => header ?? '')
}
