import type { LoadJob } from './load-messages.ts'
import { runJob } from './run-job.ts'

/** The load generator, in a process of its own: one job after the other, each answered by its result. */
process.on('message', async (job: LoadJob) => {
  process.send?.(await runJob(job))
})
process.once('disconnect', () => process.exit(0))
