import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './page.ts'
import { restApiPage } from './rest-api-page.ts'

/** Writes docs/reference/rest-api.md anew: after a route has changed. */
writeFileSync(join(root, 'docs/reference/rest-api.md'), restApiPage())
