import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { configFileSchema } from '@tollgate/contract/config-file'
import { parseYaml } from '@tollgate/control/config/parse-yaml'
import { makeOwnChain } from '../harness/make-certificates.ts'
import { toolPath } from '../harness/run-process.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { codeIn, readPage, root } from './page.ts'
import { type SchemaField, schemaFields } from './schema-fields.ts'

const page = readPage('docs/reference/config-file.md')
// The sandbox endpoint has the fields of the production one, and the page lists them once.
const allFields = schemaFields(configFileSchema, 'input').filter(({ path }) => !path.includes('.sandbox.'))
const example = page.blocks().find(({ language }) => language === 'yaml')?.text ?? ''

test('config-file.md has every field of tollgate.yaml with its type and default, in their order, and no other', () => {
  const listed = page.rows('field', 'value', 'default').map((row) => ({ row, path: codeIn(row.field ?? '')[0] ?? '' }))
  // The four lists at the top are the headings of the page.
  const fields = allFields.filter(({ path }) => path.includes('.'))
  assert.equal(
    listed.map(({ row, path }) => `${path} | ${row.value} | ${isFree(fields, path) ? '' : row.default}`).join('\n'),
    fields.map((field) => `${field.path} | ${field.type} | ${defaultOf(field)}`).join('\n'),
  )
})

test('the example of config-file.md fits the schema and uses every field', () => {
  const yaml = parseYaml(example)
  assert.ok('value' in yaml, JSON.stringify(yaml))
  assert.deepEqual(configFileSchema.safeParse(yaml.value).error, undefined)
  const places = (path: string) => [path, path.replace('.production.', '.sandbox.')]
  const isShown = (path: string) => places(path).some((place) => isUsed(yaml.value, place.split('.')))
  assert.deepEqual(
    allFields.filter(({ path }) => !isShown(path)),
    [],
  )
})

test('the command of config-file.md finds the example good', async () => {
  await using folder = await temporaryFolder()
  const chain = await makeOwnChain(folder.path)
  await writeFile(join(folder.path, 'tollgate.yaml'), example)
  await writeFile(join(folder.path, 'sandbox.key'), 'a-key-for-the-sandbox\n')
  await copyFile(chain.authorityFile, join(folder.path, 'company-authority.pem'))
  const command = page.blocks().find(({ language }) => language === 'sh')?.text ?? ''
  const words = command.trim().replace('npx tollgate', join(root, 'node_modules/.bin/tollgate')).split(' ')
  const printed = execFileSync(process.execPath, words, {
    cwd: folder.path,
    encoding: 'utf8',
    env: { PATH: toolPath(), HOME: folder.path, PAYMENTS_KEY: 'a-key-that-was-brought-along-0123456789' },
  })
  assert.match(printed, /^.*tollgate\.yaml is good: 2 APIs, 3 plans, 1 application, 2 keys\./)
})

/** A field without a default in the schema may say on the page what happens instead. */
function isFree(fields: readonly SchemaField[], path: string): boolean {
  const field = fields.find((candidate) => candidate.path === path)
  return field !== undefined && !field.isRequired && field.default === undefined
}

function defaultOf(field: SchemaField): string {
  if (field.isRequired) return 'must be given'
  if (Array.isArray(field.default)) return field.default.length === 0 ? 'none' : field.default.join(', ')
  return String(field.default ?? '')
}

/** True where the value, or an item of a list on the way, has the field. */
function isUsed(value: unknown, [name = '', ...rest]: readonly string[]): boolean {
  const child = (value as Record<string, unknown>)[name.replace('[]', '')]
  if (child === undefined || rest.length === 0) return child !== undefined
  const items: readonly unknown[] = Array.isArray(child) ? child : [child]
  return items.some((item) => isUsed(item, rest))
}
