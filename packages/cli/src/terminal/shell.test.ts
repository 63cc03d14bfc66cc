import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detectShell } from './shell.ts'

test('detectShell: by $SHELL, else by the platform', () => {
  assert.equal(detectShell({ SHELL: '/usr/bin/fish' }, 'linux'), 'fish')
  assert.equal(detectShell({ SHELL: '/opt/pwsh' }, 'darwin'), 'powershell')
  assert.equal(detectShell({ SHELL: '/bin/dash' }, 'linux'), 'bash')
  assert.equal(detectShell({}, 'win32'), 'powershell')
  assert.equal(detectShell({}, 'linux'), 'bash')
})
