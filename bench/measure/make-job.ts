import type { RunningContestant } from '../contestants/contestant.ts'
import type { LoadJob } from '../load/load-messages.ts'
import { heldOpenTimes, type Workload } from '../scenario.ts'
import { encodeRequest } from '../wire/encode-request.ts'

/** In front of every measurement. */
const warmUpMs = 500

function basePathOf({ policies = 0 }: Workload, { basePath, policyPath }: RunningContestant): string {
  return policies === 0 ? basePath : (policyPath?.(policies) ?? basePath)
}

/** A workload as the load generator gets it for one contestant. */
export function makeJob(
  workload: Workload,
  running: RunningContestant,
  mockPid: number,
  times: Pick<LoadJob, 'measureMs' | 'deadlineMs'>,
): LoadJob {
  const request = encodeRequest({
    port: running.port,
    path: basePathOf(workload, running) + workload.operation,
    headers: { ...workload.headers, ...running.headers },
    body: workload.body,
  })
  const heldOpen = workload.shape === 'held-open'
  return {
    port: running.port,
    request: request.toString('base64'),
    expected: workload.expected,
    connections: workload.connections,
    shape: workload.shape,
    warmUpMs: heldOpen ? heldOpenTimes.settleMs : warmUpMs,
    ...times,
    processes: { contestant: running.pid, mock: mockPid },
  }
}
