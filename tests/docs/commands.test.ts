import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from 'commander'
import { commandsPage, wholeProgram } from './commands-page.ts'
import { readPage } from './page.ts'

test('commands.md is what the program says of itself (node tests/docs/write-commands-page.ts writes it)', async () => {
  assert.equal(readPage('docs/reference/commands.md').text, await commandsPage())
})

test('every command says what it does', async () => {
  for (const command of leaves(await wholeProgram())) {
    assert.notEqual(command.summary(), '', command.name())
    assert.match(command.description(), /^[A-Z].*[."]$/s, command.name())
  }
})

function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)
}
