import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { reservedImports } from './reserved-imports.ts'

test('reservedImports lets the seams import what they hide', (t) => {
  const good = {
    'packages/control/src/storage/kysely-store.ts': "import { Kysely } from 'kysely'\nimport 'node:sqlite'",
    'packages/gateway/src/counters/redis.ts': "import { createClient } from '@redis/client'",
    'tests/e2e/a.test.ts': "import '@redis/client'\nimport 'pg'",
  }
  assert.deepEqual(objectionsOf(t, reservedImports, good), [])
})

test('reservedImports objects to them anywhere else', (t) => {
  const bad = {
    'packages/control/src/services/keys/create.ts': "import type { Kysely } from 'kysely/migration'",
    'packages/gateway/src/counters/memory.ts': "import '@redis/client'",
    'packages/gateway/src/usage/spool.ts': "import { DatabaseSync } from 'node:sqlite'",
  }
  assert.deepEqual(
    objectionsOf(t, reservedImports, bad),
    Object.keys(bad).map((path) => `${path}:1`),
  )
})
