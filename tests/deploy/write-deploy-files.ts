/** `node tests/deploy/write-deploy-files.ts`: after a field of the usage, a metric or a panel has changed. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deployFiles } from './deploy-files.ts'

for (const [path, text] of Object.entries(deployFiles())) writeFileSync(join(import.meta.dirname, '../..', path), text)
