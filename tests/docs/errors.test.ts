import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ErrorCode, errorRow, errorTable } from '@tollgate/contract/errors'
import { refuse } from '@tollgate/gateway/pipeline/refusal'
import { renderRefusal } from '@tollgate/gateway/refusals/render'
import { codeIn, readPage, root } from './page.ts'

const page = readPage('docs/reference/errors.md')
const codes = Object.keys(errorTable) as ErrorCode[]

test('errors.md has every row of the error table, in its order, and no other', () => {
  const rows = page.rows('code', 'status', 'to Codex').map((row) => Object.values(row).join(' | '))
  assert.equal(rows.join('\n'), codes.map(rowOf).join('\n'))
})

test('the example of errors.md is what a client gets', () => {
  const [example] = page.blocks().filter(({ language }) => language === 'json')
  const { error } = JSON.parse(example?.text ?? '{}')
  const reader = { client: 'other', errorFormat: 'auto', requestId: '' } as const
  const { body } = renderRefusal(refuse(error.code, error.message), reader)
  assert.deepEqual(JSON.parse(body.toString()), { error })
})

test('errors.md names the codes that nothing raises yet', () => {
  const sentence = /^Nothing raises these yet: .*$/m.exec(page.text)?.[0] ?? ''
  const source = gatewaySource()
  assert.deepEqual(
    codeIn(sentence),
    // The log's word for the same thing stands behind a comma.
    codes.filter((code) => !new RegExp(`(?<!, )'${code}'`).test(source)),
  )
})

function rowOf(code: ErrorCode): string {
  const { status, source, retryable, message, wso2 } = errorRow(code)
  const rendered = renderRefusal(refuse(code), { client: 'codex', errorFormat: 'auto', requestId: '' })
  const toCodex = `${rendered.status} \`${JSON.parse(rendered.body.toString()).error.code}\``
  const toOthers = `${wso2.status} \`${wso2.code}\``
  return [`\`${code}\``, status, toCodex, toOthers, source, retryable ? 'yes' : 'no', message].join(' | ')
}

function gatewaySource(): string {
  const folder = join(root, 'packages/gateway/src')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('.test.') && !file.includes('.corpus.'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
}
