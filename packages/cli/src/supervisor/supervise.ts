import type { ControlReady, GatewayReady } from '@tollgate/contract/process-messages'
import type { Environment, Output, ProgramFiles } from '../command-context.ts'
import { type Children, makeChildren } from './make-children.ts'
import { supervisorTitle } from './process-identity.ts'
import { hasSilentParent, listenForShutdown, type ShutdownRequest } from './shutdown-request.ts'
import type { Start } from './supervised-child.ts'
import { claimDataFolder, releaseDataFolder, rewriteUpFile } from './up-file.ts'

export interface SuperviseOptions {
  readonly dataFolder: string
  readonly configFile: string | null
  readonly environment: Environment
  readonly platform: NodeJS.Platform
  readonly stderr: Output
  readonly mains: ProgramFiles
  /** Called once, when calls can be made. */
  readonly onReady: (ready: { control: ControlReady; gateway: GatewayReady }) => void
  readonly startDeadlineMs?: number
}

type Running = { readonly control: ControlReady; readonly gateway: GatewayReady }

const defaultStartDeadlineMs = 60_000
const defaultDrainMs = 30_000
/** What a child gets beyond the drain it was promised, to write down what it has to. */
const drainGraceMs = 5000

/** Runs control and gateway until somebody asks for the end. Resolves with the exit code. */
export async function supervise(options: SuperviseOptions): Promise<number> {
  process.title = supervisorTitle(options.dataFolder)
  const shutdown = listenForShutdown(hasSilentParent(options.environment))
  try {
    const claim = await claimDataFolder(options, upFileBefore(options))
    if (!claim.ok) return fail(options, claim.message)
    return await runClaimed(options, shutdown)
  } finally {
    await releaseDataFolder(options.dataFolder)
    shutdown.stopListening()
  }
}

async function runClaimed(options: SuperviseOptions, shutdown: ShutdownRequest): Promise<number> {
  const startDeadlineMs = options.startDeadlineMs ?? defaultStartDeadlineMs
  const children = makeChildren({ ...options, startDeadlineMs })
  const started = await Promise.race([startBoth(options, children), shutdown.requested])
  if (typeof started !== 'string') {
    if (!started.ok) {
      await drain(options, children, shutdown)
      return fail(options, started.message)
    }
    options.onReady(started.ready)
    await shutdown.requested
  }
  if (options.stderr.isTTY) options.stderr.write('Draining: open calls may end first. Ctrl-C again stops at once.\n')
  return await drain(options, children, shutdown)
}

async function startBoth(options: SuperviseOptions, children: Children): Promise<Start<Running>> {
  const control = await children.control.start()
  if (!control.ok) return control
  const gateway = await children.gateway.start()
  if (!gateway.ok) return gateway
  const kept = await rewriteUpFile(options.dataFolder, {
    ...upFileBefore(options),
    httpsPort: gateway.ready.httpsPort,
    httpPort: gateway.ready.httpPort,
    consoleUrl: control.ready.consoleUrl,
    configFile: control.ready.configFile,
    certificateFile: control.ready.certificateFile,
  })
  if (!kept) return { ok: false, message: `Another Tollgate took over ${options.dataFolder} during the start.` }
  return { ok: true, ready: { control: control.ready, gateway: gateway.ready } }
}

/** The gateway first, and control when it is gone: the demo provider lives there, and open calls may need it to the end. */
async function drain(options: SuperviseOptions, children: Children, shutdown: ShutdownRequest): Promise<number> {
  const promisedMs = Number(options.environment.TOLLGATE_DRAIN_MS ?? defaultDrainMs)
  const deadlineMs = (Number.isFinite(promisedMs) ? promisedMs : defaultDrainMs) + drainGraceMs
  const orderly = async () => {
    const gatewayClean = await children.gateway.drain(deadlineMs)
    const controlClean = await children.control.drain(deadlineMs)
    return gatewayClean && controlClean ? 0 : 1
  }
  const impatient = async () => {
    await shutdown.insisted
    children.gateway.kill()
    children.control.kill()
    return 130
  }
  return await Promise.race([orderly(), impatient()])
}

function upFileBefore(options: SuperviseOptions) {
  return {
    pid: process.pid,
    startedAt: Math.round(performance.timeOrigin),
    httpsPort: Number(options.environment.TOLLGATE_HTTPS_PORT ?? 8243) || 0,
    httpPort: Number(options.environment.TOLLGATE_HTTP_PORT ?? 8280) || 0,
    consoleUrl: null,
    configFile: options.configFile,
    certificateFile: '',
  }
}

function fail(options: SuperviseOptions, sentence: string): number {
  options.stderr.write(`${sentence}\n`)
  return 1
}
