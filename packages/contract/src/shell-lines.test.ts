import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { exportFileHere, exportLine, shellWord, withVariable } from './shell-lines.ts'

test('exportLine: each shell in its own words', () => {
  assert.equal(exportLine('bash', 'A', '/a b/c'), 'export A="/a b/c"')
  assert.equal(exportLine('zsh', 'A', 'tg_1'), 'export A="tg_1"')
  assert.equal(exportLine('fish', 'A', 'tg_1'), 'set -gx A "tg_1"')
  assert.equal(exportLine('powershell', 'A', 'C:/x'), '$env:A = "C:/x"')
})

test('exportLine: a value that a shell would expand is kept from it', () => {
  const value = `a'b"$HOME \`id\` \\ !`
  const line = `${exportLine('bash', 'A', value)}\nprintf %s "$A"`
  assert.equal(spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8' }).stdout, value)
  assert.equal(exportLine('fish', 'A', "it's \\"), "set -gx A 'it\\'s \\\\'")
  assert.equal(exportLine('powershell', 'A', "it's $x"), "$env:A = 'it''s $x'")
})

test('withVariable: one pasted line', () => {
  const assignment = { name: 'A', value: '1' }
  assert.equal(withVariable('bash', assignment, 'run'), 'A="1" run')
  assert.equal(withVariable('fish', assignment, 'run'), 'env A="1" run')
  assert.equal(withVariable('powershell', assignment, 'run'), '$env:A = "1"; run')
})

test('exportFileHere: the whole path, in each shell', () => {
  const line = `${exportFileHere('bash', 'A', 'x.pem')}\ncd /\nprintf %s "$A"`
  assert.equal(spawnSync('/bin/sh', ['-c', line], { cwd: '/tmp', encoding: 'utf8' }).stdout, '/tmp/x.pem')
  assert.equal(exportFileHere('fish', 'A', 'x.pem'), 'set -gx A "$PWD/x.pem"')
  assert.equal(exportFileHere('powershell', 'A', 'x.pem'), '$env:A = "$PWD/x.pem"')
})

test('shellWord: bare where it may be, quoted else', () => {
  assert.equal(shellWord('bash', 'https://localhost:8243/a/1'), 'https://localhost:8243/a/1')
  for (const value of ['a b', '~', '$(id)', "it's", ''])
    assert.equal(
      spawnSync('/bin/sh', ['-c', `printf %s ${shellWord('bash', value)}`], { encoding: 'utf8' }).stdout,
      value,
    )
})
