import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandsPage } from './commands-page.ts'
import { root } from './page.ts'

/** Writes docs/reference/commands.md anew: after a command, a flag or a schema behind one has changed. */
writeFileSync(join(root, 'docs/reference/commands.md'), await commandsPage())
