import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { choose, parseOptions } from './options.ts'

describe('parseOptions', () => {
  it('has defaults', () => {
    const options = parseOptions([])
    assert.deepEqual(
      { ...options },
      { scenarios: [], only: [], rounds: 3, seconds: 4, strict: false, profile: null, help: false },
    )
  })

  it('takes lists with commas and repeated', () => {
    assert.deepEqual(parseOptions(['--only', 'nginx,direct', '--only', 'portkey']).only, ['nginx', 'direct', 'portkey'])
  })

  it('refuses what makes no sense', () => {
    assert.throws(() => parseOptions(['--rounds', '0']), /--rounds has to be/)
    assert.throws(() => parseOptions(['--seconds', 'many']), /--seconds has to be/)
    assert.throws(() => parseOptions(['--fast']), /--fast/)
  })
})

describe('choose', () => {
  const list = [{ name: 'a' }, { name: 'b' }]

  it('keeps the order of the list, and all where nothing is asked for', () => {
    assert.deepEqual(choose(list, ['b', 'a']), list)
    assert.deepEqual(choose(list, []), list)
    assert.deepEqual(choose(list, ['b']), [{ name: 'b' }])
  })

  it('names what there is', () => {
    assert.throws(() => choose(list, ['c']), /no "c": choose from a, b/)
  })
})
