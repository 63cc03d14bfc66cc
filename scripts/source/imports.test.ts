// biome-ignore-all lint/suspicious/noTemplateCurlyInString: samples of source code
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findImports } from './imports.ts'
import { tokenize } from './tokenize.ts'

const found = (source: string) =>
  findImports(tokenize(source)).map(({ kind, specifier, line }) => `${kind} ${specifier} ${line}`)

describe('findImports', () => {
  test('finds static imports in all their forms', () => {
    assert.deepEqual(found("import 'a'"), ['value a 1'])
    assert.deepEqual(found("import a from 'b'"), ['value b 1'])
    assert.deepEqual(found("import * as a from 'b'"), ['value b 1'])
    assert.deepEqual(found("import a, {\n  b as c,\n  default as d,\n} from 'e'"), ['value e 4'])
    assert.deepEqual(found("import { 'a-b' as c } from 'd'"), ['value d 1'])
    assert.deepEqual(found("import a from './a.json' with { type: 'json' }"), ['value ./a.json 1'])
  })

  test('tells imports of types only', () => {
    assert.deepEqual(found("import type { A } from 'a'"), ['type a 1'])
    assert.deepEqual(found("import type A from 'a'"), ['type a 1'])
    assert.deepEqual(found("import type * as A from 'a'"), ['type a 1'])
    assert.deepEqual(found("export type { A } from 'a'"), ['type a 1'])
    assert.deepEqual(found("import type from 'a'"), ['value a 1'])
    assert.deepEqual(found("import type, { b } from 'a'"), ['value a 1'])
  })

  test('takes an import with types inside its braces for a value import, which it is at run time', () => {
    assert.deepEqual(found("import { type A } from 'a'"), ['value a 1'])
  })

  test('finds re-exports, and no other exports', () => {
    assert.deepEqual(found("export { a } from 'b'\nexport * from 'c'\nexport * as d from 'e'"), [
      'value b 1',
      'value c 2',
      'value e 3',
    ])
    assert.deepEqual(found("export { a }\nexport const from = 'b'\nexport type A = { from: 'c' }"), [])
    assert.deepEqual(found("export type from = 'a'"), [])
  })

  test('finds dynamic imports and require', () => {
    assert.deepEqual(found("await import('a')\nrequire(`b`)\nconst c = import(`d${e}`)"), [
      'dynamic a 1',
      'require b 2',
      'dynamic d 3',
    ])
  })

  test('is not taken in by strings, comments, members and import.meta', () => {
    assert.deepEqual(found("// import 'a'\nconst a = \"import 'b'\"\nx.import('c')\nimport.meta.url"), [])
    assert.deepEqual(found("import.meta.resolve('a')\nloader.require('b')"), [])
  })

  test('names what is imported', () => {
    const [first] = findImports(tokenize("import { env, argv as words } from 'node:process'"))
    assert.deepEqual(first?.names, ['env', 'argv', 'as', 'words'])
  })
})
