import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { checkPackages } from './check-packages.ts'
import { sampleRepository } from './testing/sample-repository.ts'

const root = { name: 'a', version: '1.0.0', devDependencies: { tool: '2.0.0' } }
const gateway = { name: '@tollgate/gateway', version: '1.0.0', dependencies: { undici: '8.12.4' } }
const entries = {
  '': root,
  'packages/gateway': gateway,
  'node_modules/@tollgate/gateway': { resolved: 'packages/gateway', link: true },
  'node_modules/tool': {
    version: '2.0.0',
    dev: true,
    hasInstallScript: true,
    optionalDependencies: { 'tool-mac': '2.0.0' },
  },
  'node_modules/tool-mac': { version: '2.0.0', dev: true, optional: true },
  'node_modules/undici': { version: '8.12.4' },
}

interface Changes {
  readonly root?: object
  readonly gateway?: object
  readonly entries?: object
  readonly files?: Readonly<Record<string, string>>
}

function objections(t: TestContext, changes: Changes): string[] {
  const folder = sampleRepository(t, {
    'package.json': JSON.stringify({ ...root, ...changes.root }),
    'packages/gateway/package.json': JSON.stringify({ ...gateway, ...changes.gateway }),
    'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: { ...entries, ...changes.entries } }),
    ...changes.files,
  })
  return checkPackages(folder).map(({ path, message }) => `${path}: ${message}`)
}

describe('checkPackages', () => {
  test('is content with exact versions and a lock file in step', (t) => {
    const alias = JSON.stringify({ dependencies: { 'codex-1': 'npm:@openai/codex@1.0.0' } })
    const agents = {
      'tests/agents/package.json': alias,
      'tests/agents/package-lock.json': JSON.stringify({
        packages: { '': JSON.parse(alias) as object, 'node_modules/codex-1': { version: '1.0.0' } },
      }),
    }
    assert.deepEqual(objections(t, { files: agents }), [])
  })

  test('objects to a version that floats', (t) => {
    const dependencies = { undici: '^8.12.4' }
    const found = objections(t, {
      gateway: { dependencies },
      entries: { 'packages/gateway': { ...gateway, dependencies } },
    })
    assert.deepEqual(found, ['packages/gateway/package.json: undici is "^8.12.4": name one exact version'])
  })

  test('objects to an install script in production, and lets tools have theirs', (t) => {
    const found = objections(t, { entries: { 'node_modules/undici': { version: '8.12.4', hasInstallScript: true } } })
    assert.match(found.join(), /^package-lock.json: undici runs an install script/)
  })

  test('objects to a sixth dependency of the gateway', (t) => {
    const dependencies = { undici: '8.12.4', tool: '2.0.0' }
    const found = objections(t, {
      gateway: { dependencies },
      entries: { 'packages/gateway': { ...gateway, dependencies } },
    })
    assert.match(found.join(), /^packages\/gateway\/package.json: tool is not one of the gateway's dependencies/)
  })

  test('objects to a lock file that says something else than package.json', (t) => {
    const found = objections(t, { gateway: { version: '1.0.1' }, root: { dependencies: { tool: '2.0.0' } } })
    assert.deepEqual(
      found.map((message) => message.split(': ')[1]),
      ['does not say what package.json says', 'does not say what packages/gateway/package.json says'],
    )
  })

  test('objects to a dependency without an entry, the optional ones of other platforms included', (t) => {
    const { 'node_modules/tool-mac': _, ...lacking } = entries
    const folder = sampleRepository(t, {
      'package.json': JSON.stringify(root),
      'packages/gateway/package.json': JSON.stringify(gateway),
      'package-lock.json': JSON.stringify({ packages: lacking }),
    })
    assert.match(
      checkPackages(folder)[0]?.message ?? '',
      /^has no entry for tool-mac, which node_modules\/tool depends on/,
    )
  })

  test('objects to a folder that is installed without a lock file', (t) => {
    const found = objections(t, { files: { 'bench/package.json': '{}' } })
    assert.deepEqual(found, ['bench/package.json: bench/package.json has no package-lock.json beside it'])
  })
})
