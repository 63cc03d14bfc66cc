// biome-ignore-all lint/suspicious/noTemplateCurlyInString: samples of source code
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TokenKind } from './token.ts'
import { tokenize } from './tokenize.ts'

describe('tokenize', () => {
  const texts = (source: string, kind: TokenKind, jsx = false) =>
    tokenize(source, { jsx })
      .filter((token) => token.kind === kind)
      .map((token) => token.text)

  test('keeps strings, comments and templates apart from code', () => {
    const source = "const a = 'it\\'s // no comment' // a \"comment\"\n/* b 'c' */ const d = `x ${a + `y${'z'}`} w`"
    assert.deepEqual(texts(source, 'string'), ["it\\'s // no comment", 'z'])
    assert.deepEqual(texts(source, 'comment'), ['// a "comment"', "/* b 'c' */"])
    assert.deepEqual(texts(source, 'template'), ['x ', 'y', '', ' w'])
    assert.deepEqual(texts(source, 'word'), ['const', 'a', 'const', 'd', 'a'])
  })

  test('closes a template expression at its own brace', () => {
    assert.deepEqual(texts("`${fn({ a: '}' }, () => { return 1 })}` + after", 'word'), ['fn', 'a', 'return', 'after'])
  })

  test('tells a regular expression from a division', () => {
    assert.deepEqual(texts("x.replace(/['\"`]/g, '') / 2 / n", 'regex'), ['/[\'"`]/g'])
    assert.deepEqual(texts('if (a) /b/.test(c)', 'regex'), ['/b/'])
    assert.deepEqual(texts('(a) / b / c', 'regex'), [])
    assert.deepEqual(texts('a[0] / b / c; return /[/]/', 'regex'), ['/[/]/'])
    assert.deepEqual(texts('x.return / b / c', 'regex'), [])
  })

  test('reads operators whole', () => {
    assert.deepEqual(texts('a !== b?.c ?? (d => !e)', 'punct'), ['!==', '?.', '??', '(', '=>', '!', ')'])
  })

  test('counts lines across every kind of token', () => {
    const last = tokenize('/*\n*/ `\n` \n\n"a" end').at(-1)
    assert.deepEqual(last, { kind: 'word', text: 'end', line: 5 })
  })

  test('takes the first line of a program for a comment', () => {
    assert.deepEqual(texts('#!/usr/bin/env node\nmain()', 'comment'), ['#!/usr/bin/env node'])
  })

  test('survives source that ends in the middle of anything', () => {
    for (const source of ["'a", '`a', '`${', '/*', '/', '<', '\\', '{', '`a${b', '"\\']) {
      assert.ok(tokenize(source).length > 0, source)
      assert.ok(tokenize(source, { jsx: true }).length > 0, source)
    }
  })
})

describe('tokenize with jsx', () => {
  const kinds = (source: string) => tokenize(source, { jsx: true }).map(({ kind, text }) => `${kind} ${text}`)

  test('reads the text of an element as text, and the code in its braces as code', () => {
    const source = "return <p title='it\"s' {...rest}>Don't {say('a')}<b/></p>; import('./after.ts')"
    const found = kinds(source)
    assert.ok(found.includes("jsx-text Don't "))
    assert.ok(found.includes('string a'))
    assert.ok(found.includes('word rest'))
    assert.ok(found.includes('string ./after.ts'))
  })

  test('leaves type parameters and comparisons alone', () => {
    assert.ok(kinds("const f = <T,>(x: T) => x < y\nimport 'a'").includes('string a'))
    assert.ok(kinds("const s = useState<Foo>('b')").includes('string b'))
  })

  test('reads fragments and elements within expressions', () => {
    const found = kinds("<>{list.map((x) => <li key={x}>{`${x}'`}</li>)} it's</>\n'end'")
    assert.ok(found.includes("jsx-text  it's"))
    assert.ok(found.includes('string end'))
  })
})
