import type { PolicyCount } from '../scenario.ts'

/** Where a contestant runs and what it has to reach. */
export interface Surroundings {
  /** The mock provider on 127.0.0.1, plain HTTP, which answers at any path. */
  readonly upstreamPort: number
  /** A folder of its own, removed afterwards. */
  readonly folder: string
  /** The environment of the bench itself. */
  readonly environment: NodeJS.ProcessEnv
  /** Node options for contestants that run on Node and are to be profiled. */
  readonly nodeOptions: string | null
}

export interface RunningContestant {
  readonly version: string
  /** The process whose CPU time counts; null where there is none between the two ends. */
  readonly pid: number | null
  readonly port: number
  /** What stands before the operation: `/v1` + `/responses`. */
  readonly basePath: string
  /** The same for an API with policies; left out where the contestant has none. */
  readonly policyPath?: (policies: PolicyCount) => string
  readonly headers: Readonly<Record<string, string>>
  /** Called when all calls of a scenario are done: null, or what the contestant left out although it has to do it. */
  audit(calls: number): Promise<string | null>
  stop(): Promise<void>
}

export interface Contestant {
  readonly name: string
  /** Throws with one sentence where it cannot run on this machine: it is then reported and left out. */
  start(surroundings: Surroundings): Promise<RunningContestant>
}
