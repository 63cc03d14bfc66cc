import { randomBytes } from 'node:crypto'
import {
  type ControlReady,
  controlReadySchema,
  type GatewayReady,
  gatewayReadySchema,
} from '@tollgate/contract/process-messages'
import type { Environment, Output, ProgramFiles } from '../command-context.ts'
import { paletteFor } from '../terminal/palette.ts'
import { controlEnvironment, gatewayEnvironment } from './child-environments.ts'
import { relayLog } from './log-relay.ts'
import { supervisorTitle } from './process-identity.ts'
import { listenForShutdown, type ShutdownRequest } from './shutdown-request.ts'
import { type Start, SupervisedChild } from './supervised-child.ts'
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

interface Children {
  readonly control: SupervisedChild<ControlReady>
  readonly gateway: SupervisedChild<GatewayReady>
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
  const children = makeChildren(options)
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

function makeChildren(options: SuperviseOptions): Children {
  const token = randomBytes(32).toString('hex')
  let control: ControlReady | null = null
  let ports: { https: number; http: number } | null = null
  const common = {
    platform: options.platform,
    startDeadlineMs: options.startDeadlineMs ?? defaultStartDeadlineMs,
    notice: (sentence: string) => options.stderr.write(`${sentence}\n`),
  }
  return {
    control: new SupervisedChild({
      ...common,
      name: 'control',
      main: options.mains.control,
      args: ['serve'],
      environment: () => {
        const port = control === null ? null : Number(new URL(control.url).port)
        return controlEnvironment(options.environment, { ...options, token, port })
      },
      parseReady: (message) => {
        const ready = controlReadySchema.safeParse(message).data ?? null
        if (ready !== null) control = ready
        return ready
      },
      attachLog: logFor(options, 'control'),
    }),
    gateway: new SupervisedChild({
      ...common,
      name: 'the gateway',
      main: options.mains.gateway,
      args: [],
      environment: () => {
        if (control === null) throw new Error('the gateway was started before control was ready')
        return gatewayEnvironment(options.environment, { ...options, token, control, ports })
      },
      parseReady: (message) => {
        const ready = gatewayReadySchema.safeParse(message).data ?? null
        if (ready !== null) ports = { https: ready.httpsPort, http: ready.httpPort }
        return ready
      },
      attachLog: logFor(options, 'gateway'),
    }),
  }
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

/** A terminal is for people, who get the short form; a file or a collector gets the log as it was written. */
function logFor(options: SuperviseOptions, source: string) {
  if (options.stderr.isTTY !== true) return null
  const target = { output: options.stderr, palette: paletteFor(options.stderr, options.environment) }
  return (child: Parameters<typeof relayLog>[0]) => relayLog(child, source, target)
}

/** npm and our launcher can be ended without a word to us. */
function hasSilentParent(environment: Environment): boolean {
  return environment.npm_command !== undefined || environment.TOLLGATE_LAUNCHER_PID === String(process.ppid)
}

function upFileBefore(options: SuperviseOptions) {
  return {
    pid: process.pid,
    startedAt: Math.round(performance.timeOrigin),
    httpsPort: Number(options.environment.TOLLGATE_HTTPS_PORT ?? 8243) || 0,
    httpPort: Number(options.environment.TOLLGATE_HTTP_PORT ?? 8280) || 0,
    configFile: options.configFile ?? '',
    certificateFile: '',
  }
}

function fail(options: SuperviseOptions, sentence: string): number {
  options.stderr.write(`${sentence}\n`)
  return 1
}
