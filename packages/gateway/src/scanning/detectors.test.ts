import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { personalDetectors, secretDetectors } from './built-in-detectors.ts'
import { CompiledDetectors } from './detector-set.ts'
import { harmlessLines } from './samples/harmless-lines.ts'
import { maskWhole } from './samples/mask-in-pieces.ts'
import { personalSamples, personalSamplesBehindWords } from './samples/personal-samples.ts'
import { secretSamples, secretSamplesBehindWords } from './samples/secret-samples.ts'

const personal = new CompiledDetectors({ builtIn: personalDetectors, custom: [] })
const secrets = new CompiledDetectors({ builtIn: secretDetectors, custom: [] })
const everything = new CompiledDetectors({ builtIn: [...personalDetectors, ...secretDetectors], custom: [] })

describe('built-in detectors', () => {
  test('find every sample of personal data, whole, whatever stands around it', () => {
    for (const [detector, value] of personalSamples)
      for (const [front, behind] of [
        ['', ''],
        ['to ', '.'],
        ['(', ')'],
        ['"', '",'],
        ['<', '>'],
        ['x: ', '\n'],
        ['\t', ';'],
        ['id=', '&a=b'],
      ] as const)
        assert.equal(
          maskWhole(personal, front + value + behind),
          `${front}[${detector}]${behind}`,
          front + value + behind,
        )
    for (const [detector, words, value] of personalSamplesBehindWords)
      assert.equal(maskWhole(personal, `${words}${value}"`), `${words}[${detector}]"`)
  })

  test('find every sample of secrets, whole, whatever stands around it', () => {
    for (const [detector, value] of secretSamples)
      for (const [front, behind] of [
        ['', ''],
        ['key ', '.'],
        ['(', ')'],
        ['"', '",'],
        ['export X=', '\n'],
        ['\\"', '\\"'],
      ] as const)
        assert.equal(
          maskWhole(secrets, front + value + behind),
          `${front}[${detector}]${behind}`,
          front + value + behind,
        )
    for (const [detector, front, value, behind] of secretSamplesBehindWords)
      assert.equal(maskWhole(secrets, front + value + behind), `${front}[${detector}]${behind}`)
  })

  test('every detector has a sample', () => {
    const sampled = new Set(
      [...personalSamples, ...personalSamplesBehindWords, ...secretSamples, ...secretSamplesBehindWords].map(
        ([name]) => name,
      ),
    )
    assert.deepEqual([...sampled].sort(), [...personalDetectors, ...secretDetectors].sort())
  })

  test('find nothing in what only looks like it', () => {
    for (const text of lookAlikes) assert.equal(maskWhole(everything, text), text)
  })

  test('find nothing in logs, hashes, UUIDs, versions, prices and dates', () => {
    const lines = harmlessLines(200)
    assert.ok(lines.length > 3_000)
    for (const line of lines) assert.equal(maskWhole(everything, line), line)
  })

  test('find nothing in source code but what stands there', () => {
    const root = join(import.meta.dirname, '../../..')
    const hits: string[] = []
    let characters = 0
    for (const file of sourceFiles(root)) {
      const text = readFileSync(file, 'utf8')
      characters += text.length
      for (const { start, end, label } of everything.scanWithin(text, Number.POSITIVE_INFINITY) ?? [])
        if (!meant.test(text.slice(start, end))) hits.push(`${label}: ${text.slice(start, end)} (${file})`)
    }
    assert.ok(characters > 500_000)
    assert.deepEqual(hits, [])
  })

  test('find nothing in what a lock file is made of', () => {
    const text = Array.from({ length: 300 }, (_, index) => lockEntry(index)).join(',\n')
    assert.equal(maskWhole(everything, text.slice(0, 60_000)), text.slice(0, 60_000))
  })
})

/** Addresses that Tollgate’s own sources name, and the card number that everybody tests with. */
const meant =
  /^(?:10|100|169\.254|172|192|198|203\.0\.113|224)\.|^(?:::ffff|2001:db8|fd00|0:0:0):|@(?:[\w.-]*\.)?(?:example\.\w+|tollgate\.local)$|^4111 1111 1111 1111$/i

function sourceFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.(?:test|corpus|contract))\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/node_modules|\/(?:samples|testing|stand-ins|fixtures)\//.test(file))
}

function lockEntry(index: number): string {
  const digits = String((index * 2_654_435_761) % 4_294_967_296)
  const sum = Buffer.from(`${digits.repeat(7)}`.slice(0, 64)).toString('base64')
  return `    "node_modules/@scope/package-${index}": {
      "version": "${index % 9}.${index % 31}.${digits.slice(0, 3)}",
      "resolved": "https://registry.npmjs.org/@scope/package-${index}/-/package-${index}-${index % 9}.0.${index}.tgz",
      "integrity": "sha512-${sum}==",
      "engines": { "node": "^20.19.0 || >=22.12.0" }
    }`
}

const lookAlikes = [
  'released 2026-11-23T03:35:12.123Z, built 1763842440000, 1763842440, 20261123033512',
  'v1.2.3, 1.2.3.4-beta, version: 10.0.19041.1, Chrome/120.0.0.1, >=22.19.0 <23',
  '550e8400-e29b-41d4-a716-446655440000 01234567-0123-0123-0123-012345678901',
  'commit 9fceb02d0ae598e95dc970b74767f19372d61af8, sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'file.ts:123:45 at line 1204, column 17; ports 8080, 8443 and 5432; 127.0.0.1:9443, 0.0.0.0, ::1, 255.255.255.0',
  'const digits = "0123456789"; const hex = "0123456789abcdef"; const max = 4294967295; const big = 9007199254740991',
  'mode 0755, 0o644, 0x1F600, 1_000_000, 3.14159265358979, 6.02214076e23, 1e-10',
  'git@github.com:owner/repository.git, lodash@4.17.21, react@19.0.0-rc.next, icon@2x.png, @types/node@24',
  '00000010: 0123 4567 89ab cdef 2345 6789 0a0d 2020  ................',
  '01 02 03 04 05 06 07 08 09 10 11 12, 01:23:45:67:89:AB, 01-23-45-67-89-AB, a0:b1:c2:d3:e4:f5',
  'std::vector<int>, abc::def, a::before, Cafe::Babe, 12:34:56, [::], ratio 16:9',
  '+1763842440000 is added and -1763842440000 is taken away; a+1234567890; x = +49; +++ b/file',
  'rows 128 256 512 1024 2048 4096; 100 200 3000; 12 345 678; 1,234,567,890; 2024/01/02 10:20:30',
  'sk-loading-indicator-wrapper, ghp_short, AKIA, xoxb-, hf_hub_download, npm_config_registry, eyJ, tg_pending',
  'const token = readToken(request); password: z.string().min(12); secret: process.env.SECRET; apiKey = config.apiKey',
  'token: "next-page-token-of-list", password = "$DATABASE_PASSWORD", api_key: "your-api-key-goes-here"',
  'postgres://postgres:postgres@localhost:5432/test, https://user:$PASSWORD@host, http://localhost:8080/a@b',
  'a header "-----BEGIN PRIVATE KEY-----" begins a key; -----BEGIN CERTIFICATE-----',
  'Basic authentication, Authorization: Bearer <token>, authorization: Bearer $TOKEN',
]
