import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { accessPage } from './access-page.ts'
import { measureMatrix } from './matrix.ts'
import { startWorld } from './world.ts'

/** Writes matrix.json and docs/reference/access.md anew: after a route or a permission has changed. Read the difference. */
await using world = await startWorld()
const { matrix, uncalled } = await measureMatrix(world)
for (const name of uncalled) process.stderr.write(`${name}: route-calls.ts has no line for it\n`)
write('./matrix.json', `${JSON.stringify(matrix, null, 2)}\n`)
write('../../docs/reference/access.md', accessPage(matrix))

function write(path: string, text: string): void {
  writeFileSync(fileURLToPath(new URL(path, import.meta.url)), text)
}
