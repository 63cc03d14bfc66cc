import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkCell } from './check-cell.ts'
import { conformanceTable } from './table.ts'
import { type Cell, cellsOf, World } from './world.ts'

// Long rows mostly wait for Codex's back-off, so many run at once; the count of each is kept apart by its own relay.
test('the real Codex through the gateway', { concurrency: 8 }, async (t) => {
  const cells = cellsOf(conformanceTable).toSorted((a, b) => posts(b) - posts(a))
  await using world = await World.start(cells)
  await Promise.all(
    cells.map((cell) => t.test(`${cell.row.when} · Codex ${cell.version}`, () => checkCell(world, cell))),
  )
  await t.test('then SIGTERM ends it with 0, and no secret was written', async () => {
    assert.equal(await world.tollgate.stop(), 0)
    const written = world.tollgate.logs + (await world.tollgate.usageText())
    for (const secret of world.secrets) assert.ok(!written.includes(secret))
  })
})

/** The long ones go first, so that the short ones fill the gaps. */
function posts({ row, version }: Cell): number {
  return typeof row.posts === 'number' ? row.posts : row.posts(version)
}
