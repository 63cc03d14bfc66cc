import assert from 'node:assert/strict'
import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PlainFailure } from '../plain-failure.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { editConfigFile } from './edit-config-file.ts'

test('editConfigFile keeps the mode, and a link a link', (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'real.yaml'), 'one')
  chmodSync(join(folder, 'real.yaml'), 0o640)
  symlinkSync('real.yaml', join(folder, 'link.yaml'))
  editConfigFile(join(folder, 'link.yaml'), ({ text }) => ({ text: `${text} two` }))
  assert.equal(readFileSync(join(folder, 'real.yaml'), 'utf8'), 'one two')
  assert.equal(statSync(join(folder, 'real.yaml')).mode & 0o777, 0o640)
  assert.ok(lstatSync(join(folder, 'link.yaml')).isSymbolicLink())
})

test("editConfigFile takes in somebody else's change in between", (t) => {
  const file = join(temporaryFolder(t), 'tollgate.yaml')
  writeFileSync(file, 'one')
  let disturbed = false
  editConfigFile(file, ({ text }) => {
    if (!disturbed) writeFileSync(file, 'theirs')
    disturbed = true
    return { text: `${text} ours` }
  })
  assert.equal(readFileSync(file, 'utf8'), 'theirs ours')
})

test('editConfigFile says why nothing was written', (t) => {
  const file = join(temporaryFolder(t), 'tollgate.yaml')
  const edit = () => editConfigFile(file, () => ({ problem: 'No.' }))
  assert.throws(edit, (error) => error instanceof PlainFailure && /There is no configuration file/.test(error.message))
  writeFileSync(file, 'one')
  assert.throws(edit, (error) => error instanceof PlainFailure && error.message === 'No.')
  let count = 0
  const restless = () => editConfigFile(file, () => ({ text: String(writeFileSync(file, `${count++}`)) }))
  assert.throws(restless, (error) => error instanceof PlainFailure && /keeps changing/.test(error.message))
})
