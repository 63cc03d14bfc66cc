import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { detectShell, exportLine, withVariable } from './shell.ts'

test('detectShell: by $SHELL, else by the platform', () => {
  assert.equal(detectShell({ SHELL: '/usr/bin/fish' }, 'linux'), 'fish')
  assert.equal(detectShell({ SHELL: '/opt/pwsh' }, 'darwin'), 'powershell')
  assert.equal(detectShell({ SHELL: '/bin/dash' }, 'linux'), 'bash')
  assert.equal(detectShell({}, 'win32'), 'powershell')
  assert.equal(detectShell({}, 'linux'), 'bash')
})

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
