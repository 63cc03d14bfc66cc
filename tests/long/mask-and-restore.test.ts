import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { maskAndRestore } from '@tollgate/gateway/testing/mask-and-restore-run'

/** To play one again, put its seed here in place of the random one. */
const seed = randomInt(2 ** 31)

test('masking and giving back is the identity: 100,000 texts, answers cut at random', async (t) => {
  t.diagnostic(`seed ${seed}`)
  await maskAndRestore(100_000, seed)
})
