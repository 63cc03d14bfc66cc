import type { CountersStatus } from '@tollgate/contract/gateway-link'
import type { Logger } from 'pino'
import type { RequestQueue } from '../capture/request-queue.ts'
import type { Registry } from '../pipeline/compile.ts'
import type { KeyUses } from '../usage/key-uses.ts'
import type { ControlAddress } from './control-link.ts'
import { type AppliedChange, SnapshotHolder } from './holder.ts'
import { KeptRequestReports } from './kept-request-reports.ts'
import { LastGoodCopy } from './last-good.ts'
import { followSnapshots } from './remote.ts'
import type { SnapshotIndex } from './snapshot-index.ts'
import { StatusReports } from './status-reports.ts'

export interface ConfigOptions {
  readonly control: ControlAddress
  /** Where the gateway keeps its own copy; undefined: nowhere. */
  readonly lastGoodDirectory?: string | undefined
  readonly registry: Registry
  /** Tollgate's version. */
  readonly software: string
  readonly log: Logger
  onChange(index: SnapshotIndex, change: AppliedChange): void
  /** The version in force wherever calls are carried, where that is not here: whoever knows says `report` when it has changed. */
  readonly versionInForce?: (() => number) | undefined
  openCalls(): number
  /** Of the counters that it shares with others; null: it counts by itself. */
  countersStatus(): CountersStatus | null
  readonly keyUses: KeyUses
  readonly keptRequests: RequestQueue
}

export interface Config {
  readonly holder: SnapshotHolder
  /** Tells the control plane at once what is in force. */
  report(): void
  /** No change comes any more, and what came is on disk. */
  stop(): Promise<void>
}

/** How long the first configuration may take to come before the start is given up. */
const firstConfigMs = 10_000
/** The same while nothing is wrong with the control plane: a large base is on its way, or either machine is busy. */
const firstConfigOnItsWayMs = 45_000
/** How long the control plane is waited for before the last good copy is taken. */
const lastGoodAfterMs = 1_000

/** Where the configuration comes from: the control plane, else the last good copy. Resolves once one is in force. */
export async function startConfig(options: ConfigOptions): Promise<Config> {
  const { control, log, registry } = options
  const stop = new AbortController()
  const copy = openCopy(options)
  const arrived = Promise.withResolvers<void>()
  const holder = new SnapshotHolder(registry, (index, change) => {
    options.onChange(index, change)
    // What was read from the copy is in it.
    if (holder.source === 'control') copy?.changed(index, change)
    if (options.versionInForce === undefined) reports.changed()
    arrived.resolve()
  })
  const { signal } = stop
  const reports = new StatusReports({ ...options, holder, signal })
  const report = () => reports.changed()
  const kept = new KeptRequestReports({ control, queue: options.keptRequests, log, signal })
  let problem = ''
  const followed = followSnapshots({ control, holder, log, signal }, (reason) => {
    problem = reason
  })
  const end = async () => {
    stop.abort()
    await Promise.all([followed, reports.ended, kept.ended])
    await copy?.close()
  }
  try {
    if (!(await within(arrived.promise, lastGoodAfterMs)) && copy !== undefined) await useCopy(copy, holder, log)
    if (holder.version > 0 || (await within(arrived.promise, firstConfigMs - lastGoodAfterMs)))
      return { holder, report, stop: end }
    if (problem === '' && (await within(arrived.promise, firstConfigOnItsWayMs - firstConfigMs)))
      return { holder, report, stop: end }
    throw new Error(noConfiguration(control.url, problem))
  } catch (error) {
    await end()
    throw error
  }
}

function noConfiguration(url: string, problem: string): string {
  return problem === ''
    ? `No configuration came from the control plane at ${url} within ${firstConfigOnItsWayMs / 1000} s.`
    : `No configuration came from the control plane at ${url} within ${firstConfigMs / 1000} s: ${problem}.`
}

/** A folder that cannot be used is no reason not to start: the control plane is there, as a rule. */
function openCopy({ lastGoodDirectory, log }: ConfigOptions): LastGoodCopy | undefined {
  if (lastGoodDirectory === undefined) return undefined
  try {
    return new LastGoodCopy({ directory: lastGoodDirectory, log })
  } catch (error) {
    log.error({ err: error, folder: lastGoodDirectory }, 'no last good copy can be kept')
    return undefined
  }
}

async function useCopy(copy: LastGoodCopy, holder: SnapshotHolder, log: Logger): Promise<void> {
  const loaded = await copy.load(holder.registry)
  if (loaded === undefined || holder.version > 0) return
  holder.replace(loaded.current, loaded.version, 'last-good')
  if (loaded.refused !== null) holder.noteRefused(loaded.refused.version, loaded.refused.reason)
  log.warn(
    { version: holder.version },
    'the control plane is away: started with the last good copy of the configuration, and waiting for it',
  )
}

/** Whether it came in time. */
async function within(arrived: Promise<void>, ms: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(false), ms)
  const inTime = await Promise.race([arrived.then(() => true), late.promise])
  clearTimeout(timer)
  return inTime
}
