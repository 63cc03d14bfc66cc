import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { nonNull } from './non-null.ts'

test('nonNull lets negations pass', (t) => {
  const text =
    "if (!a && !(b) || !!c) return !d\nx = !y\na !== b\nif (e) !f\nfoo(!g, [!h], { i: !j })\nconst k = l\n!m\n'n!'"
  assert.deepEqual(objectionsOf(t, nonNull, { 'packages/gateway/src/a.ts': text, 'tests/a.ts': 'a!.b' }), [])
})

test('nonNull objects to every assertion', (t) => {
  const path = 'packages/gateway/src/a.ts'
  const text = 'a!.b\nc()!\nd[0]!.e\nf(g!, h)\ni = j! as string\nlet k!: string\nm = n! + 1\no![0]'
  assert.deepEqual(
    objectionsOf(t, nonNull, { [path]: text }),
    [1, 2, 3, 4, 5, 6, 7, 8].map((line) => `${path}:${line}`),
  )
})
