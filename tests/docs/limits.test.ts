import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { codeIn, readPage, root } from './page.ts'

const rows = readPage('docs/reference/limits.md').rows('what', 'bound', 'set in')
/** What a constant is called that bounds something. */
const boundName = /(Max|Min|Ms|Days|Assumed|Preset)$/
/** Lengths of time that are what they are, and how work is cut into pieces. */
const notBounds = ['dayMs', 'firstMondayMs', 'copiedAtOnceMax', 'ownedBytesMin']

const listedFiles = rows.map((row) => codeIn(row['set in'] ?? '')[0] ?? '')

for (const file of new Set([...listedFiles, ...gatewayFiles()])) {
  const listed = rows.filter((_, at) => listedFiles[at] === file)
  const hasBounds = listed.length > 0 || [...constantsOf(file).keys()].some(isBound)
  if (!hasBounds) continue
  test(`limits.md says what ${file} sets, and all of it`, () => {
    const numbers = constantsOf(file)
    const names = [...numbers.keys()].filter(isBound)
    const bounds = listed.map((row) => [codeIn(row['set in'] ?? '')[1] ?? '', row.bound ?? ''] as const)
    for (const [name, bound] of bounds) assert.equal(numberOf(bound, name), numbers.get(name), `${name}: ${bound}`)
    const known = new Set(bounds.map(([name]) => name))
    assert.deepEqual(
      names.filter((name) => !known.has(name)),
      [],
    )
  })
}

function isBound(name: string): boolean {
  return boundName.test(name) && !notBounds.includes(name)
}

/** Whatever bounds a call is on the page, in whichever file it comes to stand. */
function gatewayFiles(): string[] {
  const folder = 'packages/gateway/src'
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|corpus|contract)\.ts$|(^|\/)testing\//.test(file))
    .map((file) => `${folder}/${file}`)
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
  const isInItsUnit = /Days|Seconds/.test(name)
  return Number(digits.replaceAll(',', '')) * (isInItsUnit ? 1 : (units[unit] ?? 1))
}
