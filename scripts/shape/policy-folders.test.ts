import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { policyFolders } from './policy-folders.ts'

const folder = 'packages/gateway/src/policies'
const whole = {
  [`${folder}/a/schema.ts`]: '',
  [`${folder}/a/a.ts`]: '',
  [`${folder}/a/a.test.ts`]: '',
  [`${folder}/a/README.md`]: '',
  [`${folder}/a/more.ts`]: '',
}

test('policyFolders lets a whole folder with its line pass', (t) => {
  assert.deepEqual(
    objectionsOf(t, policyFolders, { ...whole, [`${folder}/index.ts`]: "import { a } from './a/a.ts'" }),
    [],
  )
})

test('policyFolders objects to a missing file and a missing line', (t) => {
  const { [`${folder}/a/README.md`]: _, ...incomplete } = whole
  assert.deepEqual(objectionsOf(t, policyFolders, { ...incomplete, [`${folder}/index.ts`]: '' }), [
    `${folder}/a/README.md:1`,
    `${folder}/index.ts:1`,
  ])
})
