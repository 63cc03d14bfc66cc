import { writeFileSync } from 'node:fs'
import { clientFile, formattedClientText } from './client-file.ts'

/** Writes the console's knowledge of the REST API anew: after a route has changed. */
writeFileSync(clientFile, await formattedClientText())
