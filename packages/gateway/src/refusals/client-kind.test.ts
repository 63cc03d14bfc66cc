import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientKind } from './client-kind.ts'

const cases: ReadonlyArray<readonly [headers: Record<string, string>, kind: string]> = [
  [{ originator: 'codex_exec' }, 'codex'],
  [{ originator: 'codex_cli_rs', 'user-agent': 'anything' }, 'codex'],
  [{ originator: 'codex-tui' }, 'codex'],
  [{ 'user-agent': 'codex_exec/0.169.0 (Debian 12.0.0; x86_64)' }, 'codex'],
  [{ originator: 'my-agent', 'user-agent': 'codex_exec/0.169.0' }, 'other'],
  [{ 'user-agent': 'OpenAI/JS 6.0.0' }, 'other'],
  [{ 'user-agent': 'a codex of laws' }, 'other'],
  [{}, 'other'],
]

for (const [headers, kind] of cases) {
  test(`clientKind takes ${JSON.stringify(headers)} for ${kind}`, () => assert.equal(clientKind(headers), kind))
}
