import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { extractUrls } from './extract-urls.ts'

describe('extractUrls', () => {
  const cases: ReadonlyArray<readonly [text: string, expected: readonly string[]]> = [
    ['', []],
    ['no address: ftp://a.b, www.a.b, http:/a', []],
    ['http:// http://. http://)', []],
    ['http://a.example/b://', ['http://a.example/b://']],
    ['https:// a', []],
    ['see https://a.example/b?c=d#e and http://b.example', ['https://a.example/b?c=d#e', 'http://b.example']],
    ['HTTPS://A.example', ['HTTPS://A.example']],
    ['https://a.example https://a.example', ['https://a.example']],
    ['{"url":"https://a.example","b":[\'https://b.example\']}', ['https://a.example', 'https://b.example']],
    ['a,https://a.example,https://b.example', ['https://a.example', 'https://b.example']],
    ['**https://a.example** `https://b.example`', ['https://a.example', 'https://b.example']],
    ['https://a.example\\nmore', ['https://a.example']],
    ['Go to https://a.example/b. Or https://c.example?', ['https://a.example/b', 'https://c.example']],
    ['[a](https://a.example/b) (https://c.example).', ['https://a.example/b', 'https://c.example']],
    ['<https://a.example>', ['https://a.example']],
    ['https://a.example/wiki/A_(b)', ['https://a.example/wiki/A_(b)']],
    ['(https://a.example/wiki/A_(b))', ['https://a.example/wiki/A_(b)']],
    ['https://user:pass@a.example:8080/', ['https://user:pass@a.example:8080/']],
    ['https://größe.example/é', ['https://größe.example/é']],
  ]
  for (const [text, expected] of cases) it(JSON.stringify(text), () => assert.deepEqual(extractUrls(text), expected))

  it('reads a long text once, whatever is in it', () => {
    const lengths = (text: string) => extractUrls(text).map((url) => url.length)
    assert.deepEqual(lengths('http://'.repeat(100_000)), [700_000])
    assert.deepEqual(lengths('http:/'.repeat(100_000)), [])
    assert.deepEqual(lengths(`https://a.example/${')'.repeat(1_000_000)}`), [18])
    assert.deepEqual(lengths(`https://a.example/${'('.repeat(500_000)}${')'.repeat(500_000)}`), [1_000_018])
  })
})
