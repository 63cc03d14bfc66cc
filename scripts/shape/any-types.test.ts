import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { anyTypes } from './any-types.ts'

test('anyTypes lets members and properties have that name', (t) => {
  const text =
    "AbortSignal.any([a])\nconst a = { any: 1 }\ninterface B { any?: string; any(): void }\n// any\nsay('any')"
  assert.deepEqual(objectionsOf(t, anyTypes, { 'packages/gateway/src/a.ts': text, 'tests/a.ts': 'let a: any' }), [])
})

test('anyTypes objects to it as a type', (t) => {
  const path = 'packages/gateway/src/a.ts'
  const text =
    'let a: any = 1\na as any\ntype B = Record<string, any>\nfunction c(d: any[]) {}\nlet e: (f: string) => any'
  assert.deepEqual(
    objectionsOf(t, anyTypes, { [path]: text }),
    [1, 2, 3, 4, 5].map((line) => `${path}:${line}`),
  )
})
