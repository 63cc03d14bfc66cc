import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCommandLine, temporaryHome } from '../stand-ins/run-command-line.ts'

test('gateway: runs alone with a certificate, its join token and no secret of ours; signals and exit code are passed on', async (t) => {
  const environment = {
    OPENAI_API_KEY: 'sk-secret',
    TOLLGATE_TOKEN: 'tgp_mine',
    TOLLGATE_URL: 'https://elsewhere:9443',
  }
  const command = runCommandLine(t, { args: ['gateway', '--join', 'tgj_token'], home: temporaryHome(t), environment })
  await command.printed(/^ready · https:\S+ · http:\S+$/m)
  const [, http = ''] = /(http:\S+)$/m.exec(command.stdout()) ?? []
  const { names, control } = (await (await fetch(`${http}/environment`)).json()) as { names: string[]; control: string }
  assert.equal(control, 'alone')
  for (const name of ['TOLLGATE_JOIN_TOKEN', 'TOLLGATE_TLS_CERTIFICATE', 'TOLLGATE_TLS_KEY', 'TOLLGATE_HOME'])
    assert.ok(names.includes(name), name)
  for (const name of ['OPENAI_API_KEY', 'TOLLGATE_TOKEN', 'TOLLGATE_CONTROL_TOKEN'])
    assert.ok(!names.includes(name), name)
  command.child.kill('SIGTERM')
  assert.equal(await command.ended(), 0)
})

test('control: runs alone, says where it is, and its failure is ours', async (t) => {
  const command = runCommandLine(t, { args: ['control'], home: temporaryHome(t) })
  await command.printed(/^ready · https:\/\/localhost:\d+$/m)
  command.child.kill('SIGTERM')
  assert.equal(await command.ended(), 0)

  const environment = { TOLLGATE_STAND_IN_CONTROL: 'crash' }
  const crashing = runCommandLine(t, { args: ['control'], home: temporaryHome(t), environment })
  assert.equal(await crashing.ended(), 1)
  assert.match(crashing.stderr(), /told to crash/)
})
