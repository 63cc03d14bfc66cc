import { randomBytes } from 'node:crypto'
import {
  type ControlReady,
  controlReadySchema,
  type GatewayReady,
  gatewayReadySchema,
} from '@tollgate/contract/process-messages'
import { paletteFor } from '../terminal/palette.ts'
import { controlEnvironment, gatewayEnvironment } from './child-environments.ts'
import { relayLog } from './log-relay.ts'
import type { SuperviseOptions } from './supervise.ts'
import { SupervisedChild } from './supervised-child.ts'

export interface Children {
  readonly control: SupervisedChild<ControlReady>
  readonly gateway: SupervisedChild<GatewayReady>
}

/** Control and the gateway, not started yet. They find each other by what each says when it is ready. */
export function makeChildren(options: SuperviseOptions & { readonly startDeadlineMs: number }): Children {
  const token = randomBytes(32).toString('hex')
  let control: ControlReady | null = null
  let ports: { https: number; http: number } | null = null
  const common = {
    platform: options.platform,
    startDeadlineMs: options.startDeadlineMs,
    notice: (sentence: string) => options.stderr.write(`${sentence}\n`),
  }
  return {
    control: new SupervisedChild({
      ...common,
      name: 'control',
      main: options.mains.control,
      args: ['serve'],
      environment: () => {
        const ports = control === null ? null : { link: portOf(control.url), console: portOf(control.consoleUrl) }
        return controlEnvironment(options.environment, { ...options, token, ports })
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

function portOf(url: string): number {
  return Number(new URL(url).port)
}

/** A terminal is for people, who get the short form; a file or a collector gets the log as it was written. */
function logFor(options: SuperviseOptions, source: string) {
  if (options.stderr.isTTY !== true) return null
  const target = { output: options.stderr, palette: paletteFor(options.stderr, options.environment) }
  return (child: Parameters<typeof relayLog>[0]) => relayLog(child, source, target)
}
