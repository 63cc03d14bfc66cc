import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { codeIn, readPage, root } from './page.ts'

const rows = readPage('docs/reference/limits.md').rows('what', 'bound', 'set in')
/** What a constant is called that bounds something; lengths of a day and the like bound nothing. */
const boundName = /(Max|Min|Ms|MsMax|MsMin|Days|Assumed)$/
const notBounds = ['dayMs']

for (const [file = '', listed = []] of Map.groupBy(rows, (row) => codeIn(row['set in'] ?? '')[0])) {
  test(`limits.md says what ${file} sets, and all of it`, () => {
    const numbers = constantsOf(file)
    const names = [...numbers.keys()].filter((name) => boundName.test(name) && !notBounds.includes(name))
    const bounds = listed.map((row) => [codeIn(row['set in'] ?? '')[1] ?? '', row.bound ?? ''] as const)
    for (const [name, bound] of bounds) assert.equal(numberOf(bound, name), numbers.get(name), `${name}: ${bound}`)
    const known = new Set(bounds.map(([name]) => name))
    assert.deepEqual(
      names.filter((name) => !known.has(name)),
      [],
    )
  })
}

/** The numbers that a file gives names to, written out or as a product; what begins at 0 is no bound. */
function constantsOf(file: string): ReadonlyMap<string, number> {
  const source = readFileSync(join(root, file), 'utf8')
  const found = source.matchAll(/\b(\w+)(?: = |: )([1-9][0-9_]*(?: \* [0-9_]+)*)(?=[,;\n}) ])/g)
  return new Map(
    [...found].map(([, name = '', product = '']) => {
      const factors = product.split(' * ').map((factor) => Number(factor.replaceAll('_', '')))
      return [name, factors.reduce((value, factor) => value * factor, 1)]
    }),
  )
}

const units: Readonly<Record<string, number>> = {
  KiB: 1024,
  MiB: 1_048_576,
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  days: 86_400_000,
}

/** `32 KiB`, `at least 32 characters`, `every 10 s`, in the unit of the constant. */
function numberOf(bound: string, name: string): number {
  const [, digits = '', unit = ''] = /([0-9][0-9,]*) ?(\w*)/.exec(bound) ?? []
  const isCountOfDays = name.endsWith('Days')
  return Number(digits.replaceAll(',', '')) * (isCountOfDays ? 1 : (units[unit] ?? 1))
}
