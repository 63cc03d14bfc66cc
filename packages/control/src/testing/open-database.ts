import { openDatabase } from '../storage/database.ts'

/** A process that opens the database named as its argument, says so and ends: for tests that end it before. */
const { db } = await openDatabase({ location: String(process.argv[2]), onIdleError: () => {} })
process.stdout.write('open\n')
await db.destroy()
