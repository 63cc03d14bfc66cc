import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../testing/random.ts'
import { fitsPattern } from './name-pattern.ts'

describe('fitsPattern', () => {
  const fits: ReadonlyArray<readonly [pattern: string, names: readonly string[], others: readonly string[]]> = [
    ['gpt-5', ['gpt-5'], ['gpt-5.4', 'GPT-5', '', 'xgpt-5']],
    ['gpt-5*', ['gpt-5', 'gpt-5.4'], ['gpt-', 'a gpt-5']],
    ['*-mini', ['gpt-mini', '-mini'], ['mini', 'gpt-mini-2']],
    ['*', ['', 'anything'], []],
    ['**', ['', 'anything'], []],
    ['a*a', ['aa', 'aba', 'aaa'], ['a', 'ab', 'ba']],
    ['a*b*c', ['abc', 'axbxc', 'abbc'], ['acb', 'ac', 'abcx']],
    ['*b*b*', ['bb', 'abab'], ['b', 'aba']],
    ['a.c', ['a.c'], ['abc']],
    ['(a+)+$', ['(a+)+$'], ['aaa']],
    ['', [''], ['a']],
  ]
  for (const [pattern, names, others] of fits) {
    it(`reads ${pattern === '' ? 'nothing' : pattern}`, () => {
      for (const name of names) assert.ok(fitsPattern(name, pattern), name)
      for (const name of others) assert.ok(!fitsPattern(name, pattern), name)
    })
  }
})

it('fitsPattern says what a regular expression says of 20,000 random names', () => {
  const random = new Random(7)
  const word = (letters: string) => Array.from({ length: random.below(7) }, () => random.pick([...letters])).join('')
  for (let round = 0; round < 20_000; round++) {
    const [pattern, name] = [word('ab*'), word('ab')]
    const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name)
    assert.equal(fitsPattern(name, pattern), expected, `${name} ${pattern}`)
  }
})
