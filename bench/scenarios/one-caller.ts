import type { Scenario } from '../scenario.ts'
import { smallCall } from './small-call.ts'

/** The delay that the gateway adds: the same call as `small-call`, but nobody else is there to wait for. */
export const oneCaller: Scenario = {
  name: 'one-caller',
  title: '1 KB call, plain 1 KB answer, 1 connection back to back: read the delays, less those of direct',
  units: ['call'],
  workload: (options) => ({ ...smallCall.workload(options), connections: 1 }),
}
