import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCommandLine } from './command-line.ts'
import { PlainFailure } from './plain-failure.ts'

test('parseCommandLine reads each command', () => {
  assert.deepEqual(parseCommandLine(['serve']), { command: 'serve', config: undefined })
  assert.deepEqual(parseCommandLine(['config-check', '--config', 'a.yaml']), {
    command: 'config-check',
    config: 'a.yaml',
  })
  assert.deepEqual(parseCommandLine(['keys-revoke', '--name', ' n ', '--json']), {
    command: 'keys-revoke',
    config: undefined,
    options: { name: 'n', application: undefined, json: true },
  })
  const create = [
    'keys-create',
    '--application',
    'bot',
    '--name',
    'n',
    '--type',
    'sandbox',
    '--expires',
    '2027-01-31T00:00:00Z',
  ]
  assert.deepEqual(parseCommandLine([...create, '--print-only']), {
    command: 'keys-create',
    config: undefined,
    options: {
      application: 'bot',
      name: 'n',
      user: undefined,
      type: 'sandbox',
      expires: '2027-01-31T00:00:00Z',
      printOnly: true,
      json: false,
    },
  })
})

test('parseCommandLine refuses with one sentence', () => {
  const cases: Array<[string[], RegExp]> = [
    [[], /No command was given/],
    [['start'], /no command "start"/],
    [['serve', '--port', '1'], /--port/],
    [['keys-create', '--name', 'n'], /--application is missing/],
    [['keys-create', '--application', 'a', '--name', ' '], /--name is missing/],
    [['keys-create', '--application', 'a', '--name', 'n', '--type', 'test'], /production or sandbox/],
    [['keys-create', '--application', 'a', '--name', 'n', '--expires', 'tomorrow'], /such as 2027-01-31T00:00:00Z/],
  ]
  for (const [args, pattern] of cases)
    assert.throws(
      () => parseCommandLine(args),
      (error) => error instanceof PlainFailure && pattern.test(error.message),
    )
})
